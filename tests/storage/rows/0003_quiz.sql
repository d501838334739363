-- Rows as the version that brought these tables would have written them.
INSERT INTO quiz_runs (user_id, source, items, seed, shown_at, started_at)
VALUES (7, 'mix', '["01-docker/q-what"]', 3, '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00');
INSERT INTO attempts (user_id, item_id, run_id, position, response, is_right, points, hinted, seconds, rating, answered_at)
VALUES (7, '01-docker/q-what', 1, 0, '1', 1, 1.0, 0, 4.5, 3, '2026-03-02T12:00:00+00:00');
INSERT INTO review_cards VALUES (7, '01-docker/q-what', 2, NULL, 3.2, 5.1, '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00');
