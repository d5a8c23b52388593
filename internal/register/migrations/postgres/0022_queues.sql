-- What each receiver is still to be told, in its order (PostgreSQL).
--
-- The other dialect holds the same tables in the same order.

-- +goose Up

CREATE INDEX deliveries_queue ON deliveries (receiver, id) WHERE status = 'waiting';
