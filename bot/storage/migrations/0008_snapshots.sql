-- Sandboxes end, work should not: each line is kept with where it was typed and what it made, and of the last
-- sandboxes of a learner what was in them and the files of the workspace.
ALTER TABLE commands ADD COLUMN directory TEXT NOT NULL DEFAULT '';
ALTER TABLE commands ADD COLUMN variables TEXT NOT NULL DEFAULT '[]';   -- JSON: [name, value, is_exported], …
ALTER TABLE commands ADD COLUMN made TEXT NOT NULL DEFAULT '[]';        -- JSON: [container id, container name], …
CREATE INDEX commands_by_session ON commands (session, id);

CREATE TABLE snapshots (
  user_id INTEGER NOT NULL,
  session TEXT NOT NULL,
  at TEXT NOT NULL,
  inventory TEXT NOT NULL,               -- JSON: containers, images, volumes, networks
  files BLOB NOT NULL,                   -- tar.gz of the workspace
  digest TEXT NOT NULL,                  -- of names, sizes and times of the files
  left_out TEXT NOT NULL,                -- JSON: files that are too big to be kept
  resumed_into TEXT,                     -- the session in which this was brought back
  PRIMARY KEY (user_id, session)
) STRICT;
CREATE INDEX snapshots_by_time ON snapshots (user_id, at);
