-- Whose sandbox is which, and every command a learner ran in one.
CREATE TABLE sandboxes (
  session TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  sandbox_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'ended')),
  end_reason TEXT,
  ended_at TEXT,
  is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1))
) STRICT;

CREATE INDEX sandboxes_by_state ON sandboxes (state, owner);

CREATE TABLE commands (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  session TEXT NOT NULL,
  at TEXT NOT NULL,
  line TEXT NOT NULL,
  exit_code INTEGER,
  cause TEXT NOT NULL,
  seconds REAL NOT NULL,
  changes_state INTEGER NOT NULL CHECK (changes_state IN (0, 1))
) STRICT;

CREATE INDEX commands_by_learner ON commands (user_id, id);
