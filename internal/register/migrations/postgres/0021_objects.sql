-- Which values are kept outside the register, in the object store (PostgreSQL).
-- In the place of such a value stands "object:" and the object's name.
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE TABLE objects (
  name    TEXT    NOT NULL PRIMARY KEY,
  digest  TEXT    NOT NULL,                  -- of the mail that it is; '' for a letter
  letter  BIGINT NOT NULL,                  -- whose bytes it is; 0 for a mail
  size    BIGINT NOT NULL,                  -- as it is kept
  kept_at BIGINT NOT NULL,
  gone_at BIGINT                            -- no row names it any more: it is to be removed
);
CREATE INDEX objects_digest ON objects (digest) WHERE digest <> '';
CREATE INDEX objects_letter ON objects (letter) WHERE letter <> 0;
CREATE INDEX objects_gone   ON objects (gone_at) WHERE gone_at IS NOT NULL;

-- A letter stays as it is: all of it goes, or what it quotes; or its bytes go
-- into its object, or come back from there.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_letter_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.letter_id = OLD.letter_id AND NEW.pdf IS NOT DISTINCT FROM OLD.pdf AND EXISTS (SELECT 1 FROM quotations WHERE letter_id = OLD.letter_id) THEN
    RETURN NEW;
  END IF;
  IF NEW.letter_id = OLD.letter_id AND NEW.raw_size = OLD.raw_size AND NEW.text = OLD.text AND NEW.pdf_size = OLD.pdf_size AND NEW.pdf IS NOT DISTINCT FROM OLD.pdf
    AND EXISTS (SELECT 1 FROM objects WHERE letter = OLD.letter_id AND convert_to('object:' || name, 'UTF8') IN (NEW.raw, OLD.raw)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a letter never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
