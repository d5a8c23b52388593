-- What watches over the daemon (PostgreSQL).
--
-- migrations/sqlite holds the same tables in the same order.

-- +goose Up

-- Alarms that ring, and those whose end was not told yet. A restart finds them
-- here and does not tell them again.
CREATE TABLE alarms (
  name     TEXT    NOT NULL PRIMARY KEY,
  since    BIGINT  NOT NULL,
  told_at  BIGINT,                         -- last told; NULL: not yet
  quiet_at BIGINT                        -- since when its cause is gone; NULL: it is there
);

-- Canaries: mails of ours to ourselves that show that the whole way is open.
CREATE TABLE canaries (
  message_id TEXT    NOT NULL PRIMARY KEY,
  written_at BIGINT  NOT NULL,
  ledger_id  BIGINT  REFERENCES ledger (id), -- as which mail it came back; NULL: not yet
  seen_at    BIGINT                        -- and when
);
CREATE INDEX canaries_written ON canaries (written_at);
CREATE INDEX canaries_ledger  ON canaries (ledger_id) WHERE ledger_id IS NOT NULL;

-- Letters that did not arrive, to be counted.
CREATE INDEX letters_failed ON letters (status) WHERE status IN ('bounced', 'gave up');
