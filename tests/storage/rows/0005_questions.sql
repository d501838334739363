-- Rows as the version that brought these tables would have written them.
INSERT INTO questions (user_id, question, decision, score, part, asked_at)
VALUES (7, '도커가 뭐야?', 'answer', 0.9, '01-docker/what-is-docker', '2026-03-02T12:00:00+00:00');
