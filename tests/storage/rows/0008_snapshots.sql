-- Rows as the version that brought these tables would have written them.
INSERT INTO snapshots VALUES (7, 's1', '2026-03-02T12:00:00+00:00', '{}', x'1f8b', 'd', '[]', NULL);
