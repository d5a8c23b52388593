-- What is written with each mail costs the server less (PostgreSQL).

-- +goose Up

-- These bytes are packed already: trying it again only costs time.
ALTER TABLE raw_mails       ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE letter_contents ALTER COLUMN raw SET STORAGE EXTERNAL, ALTER COLUMN pdf SET STORAGE EXTERNAL;

-- New words go onto a list beside their index, which the program asks to be
-- worked off beside the filing: a word that many new cases have goes into the
-- index once, not once for each. Only when the list is 64 MB long, which it never
-- is unless that does not work, does an update have to do it.
ALTER INDEX case_text_words SET (fastupdate = on, gin_pending_list_limit = 65536);
