-- Erasing what a case said when its time is over (SQLite).

-- +goose Up

-- Who and detail of an erased event are gone; its hash stays.
ALTER TABLE events ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));
-- When what an inquiry and its cases said was erased.
ALTER TABLE inquiries ADD COLUMN erased_at INTEGER;

-- Cases that have ended, by when they did: retention looks for them.
CREATE INDEX cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL;
-- Letters about no case, by when they were written: they may name several.
CREATE INDEX letters_about_none ON letters (written_at) WHERE case_number IS NULL AND inquiry_id IS NULL;

DROP TRIGGER events_stay;
-- +goose StatementBegin
CREATE TRIGGER events_stay BEFORE UPDATE ON events
WHEN NOT (OLD.erased = 0 AND NEW.erased = 1 AND NEW.detail = '' AND instr(NEW.who, '@') = 0
  AND NEW.id = OLD.id AND NEW.case_number = OLD.case_number AND NEW.position = OLD.position AND NEW.at = OLD.at
  AND NEW.what = OLD.what AND NEW.ledger_id IS OLD.ledger_id AND NEW.prev = OLD.prev AND NEW.hash = OLD.hash)
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
DROP TRIGGER letter_contents_stay;
-- +goose StatementBegin
CREATE TRIGGER letter_contents_stay BEFORE UPDATE ON letter_contents
WHEN NOT (NEW.letter_id = OLD.letter_id AND NEW.raw_size = 0 AND length(NEW.raw) = 0 AND NEW.text = '' AND NEW.pdf_size = 0 AND NEW.pdf IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'a letter never changes');
END;
-- +goose StatementEnd
