-- What watches over the daemon (SQLite).
--
-- migrations/postgres holds the same tables in the same order.

-- +goose Up

-- Alarms that ring, and those whose end was not told yet. A restart finds them
-- here and does not tell them again.
CREATE TABLE alarms (
  name     TEXT    NOT NULL PRIMARY KEY,
  since    INTEGER NOT NULL,
  told_at  INTEGER,                         -- last told; NULL: not yet
  quiet_at INTEGER                          -- since when its cause is gone; NULL: it is there
) STRICT;

-- Canaries: mails of ours to ourselves that show that the whole way is open.
CREATE TABLE canaries (
  message_id TEXT    NOT NULL PRIMARY KEY,
  written_at INTEGER NOT NULL,
  ledger_id  INTEGER REFERENCES ledger (id), -- as which mail it came back; NULL: not yet
  seen_at    INTEGER                       -- and when
) STRICT;
CREATE INDEX canaries_written ON canaries (written_at);
CREATE INDEX canaries_ledger  ON canaries (ledger_id) WHERE ledger_id IS NOT NULL;

-- Letters that did not arrive, to be counted.
CREATE INDEX letters_failed ON letters (status) WHERE status IN ('bounced', 'gave up');
