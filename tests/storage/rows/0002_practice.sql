-- Rows as the version that brought these tables would have written them.
INSERT INTO sandboxes (session, owner, sandbox_id, created_at, last_used_at, expires_at)
VALUES ('s1', '7', 'c1', '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00');
INSERT INTO commands (user_id, session, at, line, exit_code, cause, seconds, changes_state)
VALUES (7, 's1', '2026-03-02T12:00:00+00:00', 'docker run -d nginx', 0, 'exit', 0.5, 1);
