PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO goose_db_version VALUES(1,0,1,'2026-11-22 21:38:07');
INSERT INTO goose_db_version VALUES(2,1,1,'2026-11-22 21:38:07');
CREATE TABLE mailboxes (
  name         TEXT    NOT NULL PRIMARY KEY,
  uid_validity INTEGER NOT NULL,
  last_uid     INTEGER NOT NULL,
  adopted_at   INTEGER,                     -- mail that arrived before was there before us
  adopted_uid  INTEGER  NOT NULL DEFAULT 0,   -- below this UID adopted_at counts; newer UIDs are new mail, whatever their date
  polled_at    INTEGER                      -- last good poll
) STRICT;
CREATE TABLE raw_mails (
  digest TEXT    NOT NULL PRIMARY KEY,      -- SHA-256 of the bytes, hex
  size   INTEGER NOT NULL,                  -- of the bytes, before compression
  bytes  BLOB    NOT NULL                   -- zstd
) STRICT;
INSERT INTO raw_mails VALUES('eaf5a65b929f0788564837b7e222f5c02cd2b9f3bc83bc7356b7be4c531af779',154,X'28b52ffd0400d1040046726f6d3a20616e6e612e62726f406d65646c656d2e6578616d706c650d0a4d6573736167652d49443a203c6d31406d65646c656d2e6578616d706c653e0d0a5375626a6563743a205370c3b87267736dc3a56c20310d0a0d0a48766f726ec3a5722066c3a572204ec3b872726520536b6f6c65206e7974207461673f204f672068766164206b6f73746572206275736c696e6a6520313f0d0a4c241677');
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
INSERT INTO ledger VALUES(1,'spoergsmaal@kk.example',7,1,'eaf5a65b929f0788564837b7e222f5c02cd2b9f3bc83bc7356b7be4c531af779','content-1','m1@medlem.example','anna.bro@medlem.example','Spørgsmål 1','person',154,1772440260000,1772440200000,'filed','a member asks',1,'2026-0001','',NULL,0);
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
INSERT INTO inquiries VALUES(1,1,'anna.bro@medlem.example','Anna Bro','medlem af Borgerrepræsentationen','question','Spørgsmål 1','Kære forvaltning','m1@medlem.example','["a@medlem.example","b@medlem.example"]',1772440260000,NULL,0);
CREATE TABLE case_numbers (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
INSERT INTO case_numbers VALUES(2026,1);
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
INSERT INTO cases VALUES(1,'2026-0001',1,'bornOgUnge','["teknik"]','open','',1772440260000,1773649800000,NULL,'public','{"edoc_case":"2026-11"}','','','',NULL,1772440200000,3,'5c3816415656525339264d2f1e4a244329d6d06b48fdfbd87cb2f0e7cc844cae');
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','case_text','case_text',0,'CREATE VIRTUAL TABLE case_text USING fts5 (words, content = '''', contentless_delete = 1, tokenize = ''unicode61 remove_diacritics 0'')');
CREATE TABLE IF NOT EXISTS 'case_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO case_text_data VALUES(1,X'0116');
INSERT INTO case_text_data VALUES(10,X'00000000ff00000101010100010101010101000001');
INSERT INTO case_text_data VALUES(137438953473,X'000000cd0530303030310102030101310102050104323032360102020104616e6e61010206010362726f010207020875736c696e6a656e01021701026572010211010b666f7276616c746e696e670102090203c3a57201020b01046876616401021503066f726ec3a57201020a01066b6f737465720102160204c3a6726501020801036e797401040e060205c3b872726501020c0105736b6f6c6501020d02056f6d6d6572010214020a70c3b87267736dc3a56c010204010374616701020f040265740102100202696c0102130409060909080d071008090b0b09090a0a0a0f0807');
CREATE TABLE IF NOT EXISTS 'case_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO case_text_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'case_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
INSERT INTO case_text_docsize VALUES(1,X'16',1);
CREATE TABLE IF NOT EXISTS 'case_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO case_text_config VALUES('version',4);
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
INSERT INTO questions VALUES(1,1,1,1,'1)','Hvornår får Nørre Skole nyt tag?','{"administration":"bornOgUnge","filed":true,"score":4.5,"margin":3}',1,'Taget er nyt til sommer.',1772440200000,'a@kk.example');
INSERT INTO questions VALUES(2,1,1,2,'2)','Hvad koster buslinjen?','{"administration":"bornOgUnge","filed":true,"score":4.5,"margin":3}',1,'',NULL,'');
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
INSERT INTO events VALUES(1,'2026-0001',1,1772440200000,'system','received','{"administration":"bornOgUnge"}',1,'','a175d16f4d8a6b71d51d0b95f24267b78de8692bcb7483e5e76499ff42facc40');
INSERT INTO events VALUES(2,'2026-0001',2,1772440200000,'system','filed','{"administration":"bornOgUnge"}',1,'a175d16f4d8a6b71d51d0b95f24267b78de8692bcb7483e5e76499ff42facc40','f1aac5e528fce8a58898cd091be38615f10ce3f5dc376100d899681b093ac08d');
INSERT INTO events VALUES(3,'2026-0001',3,1772440200000,'system','forwarded','{"administration":"bornOgUnge"}',1,'f1aac5e528fce8a58898cd091be38615f10ce3f5dc376100d899681b093ac08d','5c3816415656525339264d2f1e4a244329d6d06b48fdfbd87cb2f0e7cc844cae');
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
INSERT INTO letters VALUES(1,'2026-0001/acknowledgement','acknowledgement','2026-0001',1,'acknowledgement@kk.example','spoergsmaal@kk.example','member','2026-0001.acknowledgement@kk.example','Kvittering',1772440200000,1772440200000,0,'','','written',1772440200000,NULL,'',0);
INSERT INTO letters VALUES(2,'2026-0001/forwarding','forwarding','2026-0001',1,'forwarding@kk.example','spoergsmaal@kk.example','member','2026-0001.forwarding@kk.example','Kvittering',1772440200000,1772440200000,0,'','','written',1772440200000,NULL,'',0);
CREATE TABLE letter_contents (
  letter_id INTEGER NOT NULL PRIMARY KEY REFERENCES letters (id),
  raw_size  INTEGER NOT NULL,               -- before compression
  raw       BLOB    NOT NULL,               -- zstd
  text      TEXT    NOT NULL,
  pdf_size  INTEGER NOT NULL,               -- 0: none
  pdf       BLOB                            -- zstd
) STRICT;
INSERT INTO letter_contents VALUES(1,59,X'28b52ffd0400d901005375626a6563743a204b766974746572696e670d0a0d0a566920686172206d6f647461676574204465726573207370c3b87267736dc3a56c2e0d0a615c7866','Vi har modtaget Deres spørgsmål.',0,X'');
INSERT INTO letter_contents VALUES(2,59,X'28b52ffd0400d901005375626a6563743a204b766974746572696e670d0a0d0a566920686172206d6f647461676574204465726573207370c3b87267736dc3a56c2e0d0a615c7866','Vi har modtaget Deres spørgsmål.',0,X'');
CREATE TABLE tasks (
  id          INTEGER NOT NULL PRIMARY KEY,
  case_number TEXT    REFERENCES cases (number),
  ledger_id   INTEGER REFERENCES ledger (id),
  letter_id   INTEGER REFERENCES letters (id),
  what        TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  done_at     INTEGER
) STRICT;
CREATE TABLE leases (
  name   TEXT    NOT NULL PRIMARY KEY,
  holder TEXT    NOT NULL,
  until  INTEGER NOT NULL
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('goose_db_version',2);
CREATE INDEX ledger_digest  ON ledger (digest);
CREATE INDEX ledger_content ON ledger (content);
CREATE INDEX ledger_seen    ON ledger (seen_at);
CREATE INDEX ledger_outcome ON ledger (outcome, seen_at);
CREATE INDEX ledger_inquiry ON ledger (inquiry_id)  WHERE inquiry_id  IS NOT NULL;
CREATE INDEX ledger_case    ON ledger (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX ledger_unmoved ON ledger (mailbox, uid_validity, uid)
  WHERE moved_at IS NULL AND outcome NOT IN ('received', 'stuck', 'adopted');
CREATE INDEX inquiries_member     ON inquiries (member);
CREATE INDEX inquiries_message_id ON inquiries (message_id);
CREATE INDEX inquiries_follows    ON inquiries (follows) WHERE follows IS NOT NULL;
CREATE INDEX cases_inquiry        ON cases (inquiry_id);
CREATE INDEX cases_state          ON cases (state);
CREATE INDEX cases_administration ON cases (administration);
CREATE INDEX cases_due            ON cases (due) WHERE due IS NOT NULL;
CREATE INDEX cases_successor      ON cases (successor) WHERE successor IS NOT NULL;
CREATE INDEX questions_case ON questions (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX events_ledger ON events (ledger_id) WHERE ledger_id IS NOT NULL;
CREATE INDEX letters_outbox    ON letters (due) WHERE status IN ('written', 'unknown');
CREATE INDEX letters_unfiled   ON letters (id) WHERE sent_at IS NOT NULL AND NOT filed_sent;
CREATE INDEX letters_case      ON letters (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX letters_inquiry   ON letters (inquiry_id)  WHERE inquiry_id  IS NOT NULL;
CREATE INDEX letters_recipient ON letters (recipient, written_at);
CREATE INDEX tasks_open   ON tasks (id) WHERE done_at IS NULL;
CREATE INDEX tasks_case   ON tasks (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX tasks_ledger ON tasks (ledger_id)   WHERE ledger_id   IS NOT NULL;
CREATE INDEX tasks_letter ON tasks (letter_id)   WHERE letter_id   IS NOT NULL;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER ledger_remains BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'ledger lines are never deleted');
END;
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents BEGIN
  SELECT RAISE(ABORT, 'a letter never changes');
END;
PRAGMA writable_schema=OFF;
COMMIT;
