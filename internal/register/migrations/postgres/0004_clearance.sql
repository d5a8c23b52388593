-- An answer letter is posted only when it was cleared (PostgreSQL).

-- +goose Up

-- SHA-256 of the letter's bytes, hex, for which it was cleared; '': not.
ALTER TABLE letters ADD COLUMN cleared TEXT NOT NULL DEFAULT '';
-- A draft that another took the place of: it is never posted.
ALTER TABLE letters ADD COLUMN dropped BOOLEAN NOT NULL DEFAULT FALSE;
-- Letters of before were let go when they were written.
UPDATE letters SET cleared = 'when written' WHERE kind = 'answer';
