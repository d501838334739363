-- Rows as the version that brought these tables would have written them.
INSERT INTO mission_runs (user_id, mission_id, "values", started_at)
VALUES (7, '01-docker/m-web', '{"name": "web"}', '2026-03-02T12:00:00+00:00');
