-- Since when a letter may have arrived though Discord never said so, and another channel where the same may stand.
ALTER TABLE outbox ADD COLUMN unsure_since TEXT;
ALTER TABLE outbox ADD COLUMN tried_in INTEGER;
-- What was begun before may have been heard; some of it had been tried on another way a quarter of an hour before.
UPDATE outbox SET unsure_since = strftime('%Y-%m-%dT%H:%M:%S+00:00', written_at, '-15 minutes')
WHERE attempts > 0 AND settled_at IS NULL;
