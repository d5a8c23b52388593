-- New words go into their index at once (PostgreSQL). By a list beside it that is
-- worked off when it is long enough, the update that adds one too many has to
-- wait for that.

-- +goose Up

ALTER INDEX case_text_words SET (fastupdate = off);
