-- The index of words knows which cases have a word, and no longer where in them
-- (SQLite): it is a third as large, and so is what a filing writes and what is
-- merged of it. A word of several parts, as a case number, stands in it in one
-- piece too, which is how it is looked for.

-- +goose Up

DROP TABLE case_words;
DROP TABLE case_text;
CREATE VIRTUAL TABLE case_text USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE case_words USING fts5vocab (case_text, instance);
INSERT INTO case_text (rowid, words)
  SELECT cases.id, in_one_piece(without_cpr(SUBSTR(cases.number || ' ' || subject || ' ' || member_name || ' ' || introduction || ' ' ||
	COALESCE((SELECT STRING_AGG(text || ' ' || answer, ' ') FROM questions WHERE case_id = cases.id), ''), 1, 100000)))
  FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id;
INSERT INTO case_text (case_text, rank) VALUES ('automerge', 0);
INSERT INTO case_text (case_text, rank) VALUES ('usermerge', 8);
INSERT INTO case_text (case_text, rank) VALUES ('crisismerge', 64);
