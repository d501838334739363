-- Rows as the version that brought these tables would have written them.
INSERT INTO group_settings VALUES (1, '{"with_gloss": false}', '2026-03-02T12:00:00+00:00');
INSERT INTO group_changes (guild_id, user_id, at, name, before, after)
VALUES (1, 7, '2026-03-02T12:00:00+00:00', 'with_gloss', 'true', 'false');
INSERT INTO group_members VALUES (1, 7, '서연', '2026-03-02T12:00:00+00:00');
