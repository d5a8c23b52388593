-- Letters by the time of their writing: caps count those of the last hour.

-- +goose Up

CREATE INDEX letters_written ON letters (written_at);
