-- Rows as the version that brought these tables would have written them.
INSERT INTO outbox (key, channel_id, reply, written_at, not_before)
VALUES ('daily:1', 5, '{"text": "오늘의 문제"}', '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00');
