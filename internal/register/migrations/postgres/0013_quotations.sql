-- Which letters show what was asked and answered in an earlier case
-- (PostgreSQL): when that case is erased, it goes there too.
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE TABLE quotations (
  letter_id   BIGINT NOT NULL REFERENCES letters (id),
  case_number TEXT   NOT NULL REFERENCES cases (number), -- that is quoted
  PRIMARY KEY (letter_id, case_number)
);
CREATE INDEX quotations_case ON quotations (case_number);

-- A letter stays as it is: all of it goes, or what it quotes.
-- +goose StatementBegin
CREATE FUNCTION refuse_letter_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.letter_id = OLD.letter_id AND NEW.pdf IS NOT DISTINCT FROM OLD.pdf AND EXISTS (SELECT 1 FROM quotations WHERE letter_id = OLD.letter_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a letter never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
DROP TRIGGER letter_contents_stay ON letter_contents;
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents FOR EACH ROW
  WHEN (NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = 0 AND length(NEW.raw) = 0 AND NEW.text = '' AND NEW.pdf_size = 0 AND NEW.pdf IS NULL))
  EXECUTE FUNCTION refuse_letter_change();
