-- Which cases wait until the forwarding of their questions is written
-- (PostgreSQL): of a backlog all mails are acknowledged first.
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE TABLE unforwarded (
  case_id BIGINT  NOT NULL PRIMARY KEY REFERENCES cases (id),
  since   BIGINT  NOT NULL,
  tries   INTEGER NOT NULL DEFAULT 0        -- failed ones, of writing the forwarding
);
