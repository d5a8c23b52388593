-- Erasing what a case said when its time is over (PostgreSQL).

-- +goose Up

-- Who and detail of an erased event are gone; its hash stays.
ALTER TABLE events ADD COLUMN erased BOOLEAN NOT NULL DEFAULT FALSE;
-- When what an inquiry and its cases said was erased.
ALTER TABLE inquiries ADD COLUMN erased_at BIGINT;

-- Cases that have ended, by when they did: retention looks for them.
CREATE INDEX cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL;
-- Letters about no case, by when they were written: they may name several.
CREATE INDEX letters_about_none ON letters (written_at) WHERE case_number IS NULL AND inquiry_id IS NULL;

DROP TRIGGER events_stay ON events;
CREATE TRIGGER events_stay BEFORE UPDATE ON events FOR EACH ROW
  WHEN (NOT (NOT OLD.erased AND NEW.erased AND NEW.detail = '' AND strpos(NEW.who, '@') = 0
    AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.position = OLD.position AND NEW.at = OLD.at
    AND NEW.what = OLD.what AND NEW.ledger_id IS NOT DISTINCT FROM OLD.ledger_id AND NEW.prev = OLD.prev AND NEW.hash = OLD.hash))
  EXECUTE FUNCTION refuse_change('events are append-only');
CREATE TRIGGER events_remain BEFORE DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are append-only');
DROP TRIGGER letter_contents_stay ON letter_contents;
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents FOR EACH ROW
  WHEN (NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = 0 AND length(NEW.raw) = 0 AND NEW.text = '' AND NEW.pdf_size = 0 AND NEW.pdf IS NULL))
  EXECUTE FUNCTION refuse_change('a letter never changes');
