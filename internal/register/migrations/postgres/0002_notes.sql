-- Notes that the desk leaves for its next start.

-- +goose Up

CREATE TABLE notes (
  name TEXT    NOT NULL PRIMARY KEY,
  text TEXT    NOT NULL,
  at   BIGINT  NOT NULL
);
