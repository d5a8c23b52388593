-- What the due date of each case rests on (SQLite).

-- +goose Up

-- A JSON text: see register.Reckoning.
CREATE TABLE reckonings (
  case_number TEXT NOT NULL PRIMARY KEY REFERENCES cases (number),
  basis       TEXT NOT NULL
) STRICT;
