-- A ledger line may be written before the inquiry and the case that it names
-- (SQLite): whether they are there is looked at when the transaction ends. Asked
-- for in a transaction, this would make SQLite prepare all statements anew.
--
-- Only the text of the schema changes, none of the rows: that is what
-- https://sqlite.org/lang_altertable.html#otheralter does it this way for.

-- +goose Up

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql,
    'REFERENCES inquiries (id)', 'REFERENCES inquiries (id) DEFERRABLE INITIALLY DEFERRED'),
    'REFERENCES cases (number)', 'REFERENCES cases (number) DEFERRABLE INITIALLY DEFERRED')
  WHERE type = 'table' AND name = 'ledger' AND sql NOT LIKE '%DEFERRABLE%';
-- Reads it again, and turns writing to it off.
PRAGMA writable_schema = RESET;
