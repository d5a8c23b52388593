-- Only SQLite has something to change here: PostgreSQL knows words of several
-- parts.

-- +goose Up

SELECT 1;
