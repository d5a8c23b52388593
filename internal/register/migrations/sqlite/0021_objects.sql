-- Which values are kept outside the register, in the object store (SQLite).
-- In the place of such a value stands "object:" and the object's name.
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE TABLE objects (
  name    TEXT    NOT NULL PRIMARY KEY,
  digest  TEXT    NOT NULL,                  -- of the mail that it is; '' for a letter
  letter  INTEGER NOT NULL,                  -- whose bytes it is; 0 for a mail
  size    INTEGER NOT NULL,                  -- as it is kept
  kept_at INTEGER NOT NULL,
  gone_at INTEGER                            -- no row names it any more: it is to be removed
) STRICT;
CREATE INDEX objects_digest ON objects (digest) WHERE digest <> '';
CREATE INDEX objects_letter ON objects (letter) WHERE letter <> 0;
CREATE INDEX objects_gone   ON objects (gone_at) WHERE gone_at IS NOT NULL;

-- A letter stays as it is: all of it goes, or what it quotes; or its bytes go
-- into its object, or come back from there.
DROP TRIGGER letter_contents_stay;
-- +goose StatementBegin
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents
WHEN NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = 0 AND length(NEW.raw) = 0 AND NEW.text = '' AND NEW.pdf_size = 0 AND NEW.pdf IS NULL)
  AND NOT (NEW.letter_id = OLD.letter_id AND NEW.pdf IS OLD.pdf AND EXISTS (SELECT 1 FROM quotations WHERE letter_id = OLD.letter_id))
  AND NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = OLD.raw_size AND NEW.text = OLD.text AND NEW.pdf_size = OLD.pdf_size AND NEW.pdf IS OLD.pdf
    AND EXISTS (SELECT 1 FROM objects WHERE letter = OLD.letter_id AND CAST('object:' || name AS BLOB) IN (NEW.raw, OLD.raw)))
BEGIN
  SELECT RAISE(ABORT, 'a letter never changes');
END;
-- +goose StatementEnd
