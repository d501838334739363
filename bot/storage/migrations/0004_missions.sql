-- Missions: one row each time a learner takes one up; solved once is solved for good.
CREATE TABLE mission_runs (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  mission_id TEXT NOT NULL,
  "values" TEXT NOT NULL,              -- JSON object: the words chosen for this learner and day
  started_at TEXT NOT NULL,
  commands INTEGER NOT NULL DEFAULT 0,
  hints INTEGER NOT NULL DEFAULT 0,
  solved_at TEXT,
  gave_up_at TEXT,
  left_at TEXT                         -- another mission was taken up
) STRICT;
CREATE INDEX mission_runs_by_learner ON mission_runs (user_id, mission_id);
CREATE UNIQUE INDEX mission_runs_open ON mission_runs (user_id)
  WHERE solved_at IS NULL AND gave_up_at IS NULL AND left_at IS NULL;
