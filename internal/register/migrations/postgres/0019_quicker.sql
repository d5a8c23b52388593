-- Texts are packed in less time, where the server can (PostgreSQL), and the
-- outbox is walked in its order.

-- +goose Up

-- +goose StatementBegin
DO $$
BEGIN
  EXECUTE 'ALTER TABLE letter_contents ALTER COLUMN text SET COMPRESSION lz4';
  EXECUTE 'ALTER TABLE questions ALTER COLUMN text SET COMPRESSION lz4, ALTER COLUMN decision SET COMPRESSION lz4';
  EXECUTE 'ALTER TABLE inquiries ALTER COLUMN introduction SET COMPRESSION lz4';
  EXECUTE 'ALTER TABLE case_text ALTER COLUMN words SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN
  NULL; -- it was built without that, or is older
END $$;
-- +goose StatementEnd

-- Letters of many mails can be due at the same moment: by their numbers too they
-- are handed out without sorting all that wait.
DROP INDEX letters_outbox;
CREATE INDEX letters_outbox ON letters (due, id) WHERE status IN ('written', 'unknown');
