-- What a member asked of late (PostgreSQL): each mail asks for it, and some members
-- have asked for years.

-- +goose Up

CREATE INDEX inquiries_member_arrived ON inquiries (member, arrived_at);
