-- Runs of the index of words are merged in small steps (SQLite), which the
-- program asks for, and not many at a time within the update that adds one too
-- many.

-- +goose Up

INSERT INTO case_text (case_text, rank) VALUES ('automerge', 0);

-- The most urgent cases of a state. By the index of due dates alone all that have
-- ended were walked over first.
CREATE INDEX cases_state_due ON cases (state, due) WHERE due IS NOT NULL;
