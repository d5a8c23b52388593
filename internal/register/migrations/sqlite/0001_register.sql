-- The register, first schema (SQLite).
--
-- Times are Unix milliseconds in UTC; NULL: not yet, or none.
-- References that are NULL: none. Lists and maps are JSON texts.
-- migrations/postgres holds the same tables in the same order.

-- +goose Up

-- How far each mailbox has been read.
CREATE TABLE mailboxes (
  name         TEXT    NOT NULL PRIMARY KEY,
  uid_validity INTEGER NOT NULL,
  last_uid     INTEGER NOT NULL,
  adopted_at   INTEGER,                     -- mail that arrived before was there before us
  adopted_uid  INTEGER  NOT NULL DEFAULT 0,   -- below this UID adopted_at counts; newer UIDs are new mail, whatever their date
  polled_at    INTEGER                      -- last good poll
) STRICT;

-- Mails as they came, once for each digest. Their ledger lines outlive them.
CREATE TABLE raw_mails (
  digest TEXT    NOT NULL PRIMARY KEY,      -- SHA-256 of the bytes, hex
  size   INTEGER NOT NULL,                  -- of the bytes, before compression
  bytes  BLOB    NOT NULL                   -- zstd
) STRICT;

-- A line for every mail as it was seen in one place.
CREATE TABLE ledger (
  id           INTEGER NOT NULL PRIMARY KEY,
  mailbox      TEXT    NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid          INTEGER NOT NULL,
  digest       TEXT    NOT NULL,            -- '' while nothing of it could be fetched
  content      TEXT    NOT NULL,            -- of what the mail says, whatever way it came; '' unknown
  message_id   TEXT    NOT NULL,
  sender       TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  nature       TEXT    NOT NULL,
  size         INTEGER NOT NULL,
  arrived_at   INTEGER,
  seen_at      INTEGER NOT NULL,
  outcome      TEXT    NOT NULL CHECK (outcome IN ('received', 'filed', 'followed-up', 'answered', 'held', 'ignored', 'stuck', 'adopted')),
  reason       TEXT    NOT NULL DEFAULT '',
  inquiry_id   INTEGER REFERENCES inquiries (id),
  case_number  TEXT    REFERENCES cases (number),
  moved_to     TEXT    NOT NULL DEFAULT '', -- folder, once it was moved
  moved_at     INTEGER,
  tries        INTEGER NOT NULL DEFAULT 0,  -- failed ones, of fetching or storing it
  UNIQUE (mailbox, uid_validity, uid)
) STRICT;
CREATE INDEX ledger_digest  ON ledger (digest);
CREATE INDEX ledger_content ON ledger (content);
CREATE INDEX ledger_seen    ON ledger (seen_at);
CREATE INDEX ledger_outcome ON ledger (outcome, seen_at);
CREATE INDEX ledger_inquiry ON ledger (inquiry_id)  WHERE inquiry_id  IS NOT NULL;
CREATE INDEX ledger_case    ON ledger (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX ledger_unmoved ON ledger (mailbox, uid_validity, uid)
  WHERE moved_at IS NULL AND outcome NOT IN ('received', 'stuck', 'adopted');

-- One mail from a member, with one or more questions.
CREATE TABLE inquiries (
  id           INTEGER NOT NULL PRIMARY KEY,
  ledger_id    INTEGER UNIQUE REFERENCES ledger (id),
  member       TEXT    NOT NULL,            -- address on the roster
  member_name  TEXT    NOT NULL,
  member_title TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  introduction TEXT    NOT NULL,
  message_id   TEXT    NOT NULL,
  refs         TEXT    NOT NULL,            -- list of Message-IDs
  arrived_at   INTEGER,
  follows      TEXT    REFERENCES cases (number),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1))
) STRICT;
CREATE INDEX inquiries_member     ON inquiries (member);
CREATE INDEX inquiries_message_id ON inquiries (message_id);
CREATE INDEX inquiries_follows    ON inquiries (follows) WHERE follows IS NOT NULL;

-- The last case number given in each year.
CREATE TABLE case_numbers (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- The part of an inquiry that one administration answers.
CREATE TABLE cases (
  id              INTEGER NOT NULL PRIMARY KEY,
  number          TEXT    NOT NULL UNIQUE,  -- 2026-0041
  inquiry_id      INTEGER NOT NULL REFERENCES inquiries (id),
  administration  TEXT    NOT NULL,         -- '' while nobody can guess
  contributing    TEXT    NOT NULL,         -- list of administrations
  state           TEXT    NOT NULL CHECK (state IN ('held', 'open', 'answered', 'approved', 'closed', 'redirected', 'refused', 'withdrawn', 'duplicate')),
  held_why        TEXT    NOT NULL,
  opened_at       INTEGER,
  due             INTEGER,
  closed_at       INTEGER,
  access          TEXT    NOT NULL,
  external        TEXT    NOT NULL,         -- numbers of other systems by name
  unit            TEXT    NOT NULL,
  signatory       TEXT    NOT NULL,
  signatory_title TEXT    NOT NULL,
  successor       TEXT    REFERENCES cases (number),
  updated_at      INTEGER,
  events          INTEGER NOT NULL DEFAULT 0,  -- how many there are
  head            TEXT    NOT NULL DEFAULT ''  -- hash of the last one
) STRICT;
CREATE INDEX cases_inquiry        ON cases (inquiry_id);
CREATE INDEX cases_state          ON cases (state);
CREATE INDEX cases_administration ON cases (administration);
CREATE INDEX cases_due            ON cases (due) WHERE due IS NOT NULL;
CREATE INDEX cases_successor      ON cases (successor) WHERE successor IS NOT NULL;

-- The words of each case, by its id: its number, subject, member, questions and
-- answers. Only an index: the words stand in the other tables.
CREATE VIRTUAL TABLE case_text USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');

-- One thing asked, why it was filed where it was, and its answer.
CREATE TABLE questions (
  id          INTEGER NOT NULL PRIMARY KEY,
  inquiry_id  INTEGER NOT NULL REFERENCES inquiries (id),
  case_id     INTEGER REFERENCES cases (id),
  number      INTEGER NOT NULL,             -- within the inquiry
  label       TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  decision    TEXT    NOT NULL,             -- JSON, with its evidence
  filed       INTEGER NOT NULL CHECK (filed IN (0, 1)),
  answer      TEXT    NOT NULL,
  answered_at INTEGER,
  answered_by TEXT    NOT NULL,
  UNIQUE (inquiry_id, number)
) STRICT;
CREATE INDEX questions_case ON questions (case_id) WHERE case_id IS NOT NULL;

-- What happened to each case: append-only, each with the hash of the one before.
CREATE TABLE events (
  id          INTEGER NOT NULL PRIMARY KEY,
  case_number TEXT    NOT NULL REFERENCES cases (number),
  position    INTEGER NOT NULL,             -- 1, 2, 3 … in its case
  at          INTEGER NOT NULL,
  who         TEXT    NOT NULL,
  what        TEXT    NOT NULL,
  detail      TEXT    NOT NULL,             -- map
  ledger_id   INTEGER REFERENCES ledger (id),
  prev        TEXT    NOT NULL,
  hash        TEXT    NOT NULL,
  UNIQUE (case_number, position)
) STRICT;
CREATE INDEX events_ledger ON events (ledger_id) WHERE ledger_id IS NOT NULL;

-- Mails of ours. Those written or unknown are the outbox.
CREATE TABLE letters (
  id          INTEGER NOT NULL PRIMARY KEY,
  key         TEXT    NOT NULL UNIQUE,      -- makes writing it twice a no-op
  kind        TEXT    NOT NULL,
  case_number TEXT    REFERENCES cases (number),
  inquiry_id  INTEGER REFERENCES inquiries (id),
  recipient   TEXT    NOT NULL,
  sender      TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  message_id  TEXT    NOT NULL UNIQUE,
  subject     TEXT    NOT NULL,
  ready_at    INTEGER NOT NULL,             -- first due
  due         INTEGER NOT NULL,             -- not before; pushed ahead by a claim and by each delay
  attempts    INTEGER NOT NULL,
  claimed_by  TEXT    NOT NULL DEFAULT '', -- daemon that is posting it until due
  last_error  TEXT    NOT NULL,
  status      TEXT    NOT NULL CHECK (status IN ('written', 'unknown', 'accepted', 'bounced', 'gave up')),
  written_at  INTEGER NOT NULL,
  sent_at     INTEGER,
  response    TEXT    NOT NULL,
  filed_sent  INTEGER NOT NULL DEFAULT 0 CHECK (filed_sent IN (0, 1))
) STRICT;
CREATE INDEX letters_outbox    ON letters (due) WHERE status IN ('written', 'unknown');
CREATE INDEX letters_unfiled   ON letters (id) WHERE sent_at IS NOT NULL AND NOT filed_sent;
CREATE INDEX letters_case      ON letters (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX letters_inquiry   ON letters (inquiry_id)  WHERE inquiry_id  IS NOT NULL;
CREATE INDEX letters_recipient ON letters (recipient, written_at);

-- What a letter says, apart from how far it has come: it never changes.
CREATE TABLE letter_contents (
  letter_id INTEGER NOT NULL PRIMARY KEY REFERENCES letters (id),
  raw_size  INTEGER NOT NULL,               -- before compression
  raw       BLOB    NOT NULL,               -- zstd
  text      TEXT    NOT NULL,
  pdf_size  INTEGER NOT NULL,               -- 0: none
  pdf       BLOB                            -- zstd
) STRICT;

-- Work for a person.
CREATE TABLE tasks (
  id          INTEGER NOT NULL PRIMARY KEY,
  case_number TEXT    REFERENCES cases (number),
  ledger_id   INTEGER REFERENCES ledger (id),
  letter_id   INTEGER REFERENCES letters (id),
  what        TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  done_at     INTEGER
) STRICT;
CREATE INDEX tasks_open   ON tasks (id) WHERE done_at IS NULL;
CREATE INDEX tasks_case   ON tasks (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX tasks_ledger ON tasks (ledger_id)   WHERE ledger_id   IS NOT NULL;
CREATE INDEX tasks_letter ON tasks (letter_id)   WHERE letter_id   IS NOT NULL;

-- Who alone does something, and until when.
CREATE TABLE leases (
  name   TEXT    NOT NULL PRIMARY KEY,
  holder TEXT    NOT NULL,
  until  INTEGER NOT NULL
) STRICT;

-- What was written down stays.
-- +goose StatementBegin
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_remains BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'ledger lines are never deleted');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents BEGIN
  SELECT RAISE(ABORT, 'a letter never changes');
END;
-- +goose StatementEnd
