-- What a register of a million cases needs to be as quick as a new one
-- (PostgreSQL). docs/decisions tell why each index is there.

-- +goose Up

-- Lists of cases are by their id, backwards: so each index ends with it.
DROP INDEX cases_state;
DROP INDEX cases_administration;
DROP INDEX inquiries_member;
CREATE INDEX cases_state                ON cases (state, id);
CREATE INDEX cases_administration       ON cases (administration, id);
CREATE INDEX cases_administration_state ON cases (administration, state, id);
CREATE INDEX inquiries_member           ON inquiries (member, id);

-- Statistics and trials of rules read the inquiries of some days.
CREATE INDEX inquiries_arrived ON inquiries (arrived_at);
CREATE INDEX cases_opened      ON cases (opened_at);
