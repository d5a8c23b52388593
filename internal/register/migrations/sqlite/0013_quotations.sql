-- Which letters show what was asked and answered in an earlier case (SQLite):
-- when that case is erased, it goes there too.
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE TABLE quotations (
  letter_id   INTEGER NOT NULL REFERENCES letters (id),
  case_number TEXT    NOT NULL REFERENCES cases (number), -- that is quoted
  PRIMARY KEY (letter_id, case_number)
) STRICT;
CREATE INDEX quotations_case ON quotations (case_number);

-- A letter stays as it is: all of it goes, or what it quotes.
DROP TRIGGER letter_contents_stay;
-- +goose StatementBegin
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents
WHEN NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = 0 AND length(NEW.raw) = 0 AND NEW.text = '' AND NEW.pdf_size = 0 AND NEW.pdf IS NULL)
  AND NOT (NEW.letter_id = OLD.letter_id AND NEW.pdf IS OLD.pdf AND EXISTS (SELECT 1 FROM quotations WHERE letter_id = OLD.letter_id))
BEGIN
  SELECT RAISE(ABORT, 'a letter never changes');
END;
-- +goose StatementEnd
