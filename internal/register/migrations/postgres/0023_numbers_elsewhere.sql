-- Personal identity numbers of other Nordic countries stay out of the search index as
-- well (PostgreSQL).

-- +goose Up

-- A text without what looks like a personal identity number. Check digits are not
-- looked at here: a number too many is no word that somebody searches for.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION without_cpr(words TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE LANGUAGE SQL AS $$
  SELECT regexp_replace(words, '(?<![0-9])(?:'
    '[0-7][0-9][01][0-9]{3}[\s\u00A0\u00AD\u2010-\u2013\u2212-]{0,3}[0-9]{4,5}|'
    '(?:(?:18|19|20)[0-9]{2}[01][0-9]{3}[-+\u2010-\u2013\u2212]?|[0-9]{2}[01][0-9]{3}[-+\u2010-\u2013\u2212])[0-9]{4}|'
    '[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y])(?![0-9])', '[CPR]', 'g')
$$;
-- +goose StatementEnd
