-- What a register of a million cases needs to be as quick as a new one (SQLite).
-- docs/decisions tell why each index is there.

-- +goose Up

-- The indexed words, each with the cases that have it: a word that is looked
-- for by its beginning is first made the few words that begin so.
CREATE VIRTUAL TABLE case_words USING fts5vocab (case_text, instance);

-- Lists of cases. SQLite's indexes end with the rowid, which is their order.
CREATE INDEX cases_administration_state ON cases (administration, state);

-- Statistics and trials of rules read the inquiries of some days.
CREATE INDEX inquiries_arrived ON inquiries (arrived_at);
CREATE INDEX cases_opened      ON cases (opened_at);
