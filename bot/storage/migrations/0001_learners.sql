-- Who learns, and small facts the program keeps between starts.
CREATE TABLE learners (
  user_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL
) STRICT;

-- Local learners of the terminal face: a name stands for a stable negative id.
CREATE TABLE local_learners (
  name TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL UNIQUE CHECK (user_id < 0)
) STRICT;

CREATE TABLE memory (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
