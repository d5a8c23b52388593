-- Only PostgreSQL has something to change here.

-- +goose Up

SELECT 1;
