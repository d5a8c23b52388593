-- A ledger line may be written before the inquiry and the case that it names
-- (PostgreSQL): a transaction that files many mails writes each table once, and
-- inquiries name ledger lines, too. Whether all are there is looked at when it
-- ends.

-- +goose Up

ALTER TABLE ledger ALTER CONSTRAINT ledger_inquiry_fk DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE ledger ALTER CONSTRAINT ledger_case_fk    DEFERRABLE INITIALLY IMMEDIATE;
