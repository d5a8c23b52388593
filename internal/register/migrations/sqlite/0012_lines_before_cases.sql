-- A ledger line may be written before the inquiry and the case that it names:
-- SQLite needs no more for that than a word in the transaction.

-- +goose Up

SELECT 1;
