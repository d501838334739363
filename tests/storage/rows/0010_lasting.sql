-- Rows as the version that brought these tables would have written them.
INSERT INTO memory_fits VALUES (7, NULL, 400, 0.3, 0.31, '2026-03-02T12:00:00+00:00');
INSERT INTO review_nudges VALUES (7, '01-docker/q-what', '2026-03-02', 'port-taken');
INSERT INTO lesson_reads (user_id, address, read_at)
VALUES (7, '01-docker/lifecycle', '2026-03-02T12:00:00+00:00');
