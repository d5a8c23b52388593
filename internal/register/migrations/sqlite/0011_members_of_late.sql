-- What a member asked of late (SQLite): each mail asks for it, and some members
-- have asked for years.

-- +goose Up

CREATE INDEX inquiries_member_arrived ON inquiries (member, arrived_at);
