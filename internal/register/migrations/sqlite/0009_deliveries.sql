-- What other systems are told of cases (SQLite).
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

-- A delivery is a record before it is a request. Those that wait are the outbox.
CREATE TABLE deliveries (
  id          INTEGER NOT NULL PRIMARY KEY,
  receiver    TEXT    NOT NULL,             -- name of the endpoint, or of the file drop
  case_number TEXT    NOT NULL REFERENCES cases (number),
  event_hash  TEXT    NOT NULL,             -- of the event that it tells of
  kind        TEXT    NOT NULL,             -- what happened, as "closed"
  payload     TEXT    NOT NULL,             -- as it is sent; it never changes
  ready_at    INTEGER NOT NULL,             -- first due
  due         INTEGER NOT NULL,             -- not before; pushed ahead by a claim and by each delay
  attempts    INTEGER NOT NULL DEFAULT 0,
  claimed_by  TEXT    NOT NULL DEFAULT '',
  last_error  TEXT    NOT NULL DEFAULT '',
  status      TEXT    NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'gave up')),
  done_at     INTEGER,
  UNIQUE (receiver, event_hash)
) STRICT;
CREATE INDEX deliveries_outbox ON deliveries (due) WHERE status = 'waiting';
CREATE INDEX deliveries_case   ON deliveries (case_number);
CREATE INDEX deliveries_failed ON deliveries (receiver) WHERE status = 'gave up';
