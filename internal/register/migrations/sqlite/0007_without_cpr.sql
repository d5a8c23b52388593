-- Personal identity numbers leave the search index (SQLite).

-- +goose Up

INSERT OR REPLACE INTO case_text (rowid, words)
  SELECT cases.id, without_cpr(SUBSTR(cases.number || ' ' || subject || ' ' || member_name || ' ' || introduction || ' ' ||
	COALESCE((SELECT STRING_AGG(text || ' ' || answer, ' ') FROM questions WHERE case_id = cases.id), ''), 1, 100000))
  FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id;
