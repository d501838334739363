-- Rows as the version that brought these tables would have written them.
INSERT INTO learners VALUES (7, '서연', '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00');
INSERT INTO local_learners VALUES ('나', -1);
INSERT INTO memory VALUES ('tree', 'abc');
