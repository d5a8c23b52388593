-- Runs of the index of words are merged in small steps (SQLite), which the
-- program asks for, and not many at a time within the update that adds one too
-- many.

-- +goose Up

INSERT INTO case_text (case_text, rank) VALUES ('automerge', 0);
