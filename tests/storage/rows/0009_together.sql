-- Rows as the version that brought these tables would have written them.
INSERT INTO sharing VALUES (7, 0, 1);
INSERT INTO reminders VALUES (7, 1, '09:00', '2026-03-02', 'reminder:7:2026-03-02', '');
INSERT INTO daily_questions VALUES (1, 1, 2, '2026-03-02', '01-docker/q-image', 5, '2026-03-02T00:00:00+00:00', '2026-03-03T00:00:00+00:00', NULL);
INSERT INTO daily_answers VALUES (1, 7, '2', 1, '2026-03-02T01:00:00+00:00');
INSERT INTO duels VALUES (1, 1, 2, '["01-docker/q-image"]', 5, 0, '2026-03-02T12:00:00+00:00', NULL, NULL);
INSERT INTO duel_players VALUES (1, 7, 'kim');
INSERT INTO duel_answers VALUES (1, 0, 7, '2', 1, 3.5);
