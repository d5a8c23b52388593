-- Personal identity numbers leave the search index (PostgreSQL).

-- +goose Up

-- A text without what looks like a personal identity number.
-- +goose StatementBegin
CREATE FUNCTION without_cpr(words TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE SQL AS $$
  SELECT regexp_replace(words, '(?<![0-9])(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{2}[\s\u00A0\u00AD\u2010-\u2013\u2212-]{0,3}[0-9]{4}(?![0-9])', '[CPR]', 'g')
$$;
-- +goose StatementEnd

UPDATE case_text SET words = to_tsvector('danish', without_cpr(SUBSTR(cases.number || ' ' || subject || ' ' || member_name || ' ' || introduction || ' ' ||
	COALESCE((SELECT STRING_AGG(text || ' ' || answer, ' ') FROM questions WHERE case_id = cases.id), ''), 1, 100000)))
  FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id WHERE cases.id = case_text.case_id;
