-- Rows as the version that brought these tables would have written them.
INSERT INTO audit (user_id, guild_id, at, line, is_allowed, reason)
VALUES (7, 1, '2026-03-02T12:00:00+00:00', 'docker login', 0, 'login');
INSERT INTO group_departures VALUES (2, '2026-03-02T12:00:00+00:00');
