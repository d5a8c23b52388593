-- A ledger line may be written before the inquiry and the case that it names:
-- PostgreSQL has been asked for that before.

-- +goose Up

SELECT 1;
