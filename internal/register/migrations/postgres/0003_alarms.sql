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
  seen_at    BIGINT                        -- when it was read in the mailbox; NULL: not yet
);
CREATE INDEX canaries_written ON canaries (written_at);

-- Letters that did not arrive, to be counted.
CREATE INDEX letters_failed ON letters (status) WHERE status IN ('bounced', 'gave up');
