-- New words go into their index at once (PostgreSQL). By a list beside it that is
-- worked off when it is long enough, the update that adds one too many has to
-- wait for that.

-- +goose Up

ALTER INDEX case_text_words SET (fastupdate = off);

-- The most urgent cases of a state. By the index of due dates alone all that have
-- ended were walked over first.
CREATE INDEX cases_state_due ON cases (state, due) WHERE due IS NOT NULL;
