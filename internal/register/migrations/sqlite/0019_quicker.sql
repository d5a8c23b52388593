-- Only PostgreSQL has something to change here: SQLite's index of the outbox ends
-- with the letters' numbers as all of its indexes do.

-- +goose Up

SELECT 1;
