-- What is sent unasked waits while its group is quiet, also where Discord was away when it was written.
ALTER TABLE outbox ADD COLUMN is_hushed INTEGER NOT NULL DEFAULT 0 CHECK (is_hushed IN (0, 1));
