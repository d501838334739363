-- Learning that lasts: a question may have a time, a learner gets parameters of their own memory, trouble in the
-- sandbox brings reviews forward, and reading a part of a lesson is a day of learning.
ALTER TABLE quiz_runs ADD COLUMN limit_seconds INTEGER NOT NULL DEFAULT 0;  -- time for each question, 0: no limit
ALTER TABLE attempts ADD COLUMN is_late INTEGER NOT NULL DEFAULT 0 CHECK (is_late IN (0, 1));

CREATE TABLE memory_fits (
  user_id INTEGER PRIMARY KEY,
  parameters TEXT,                   -- JSON list of FSRS-6's 21; NULL: the defaults predict this learner as well
  answers INTEGER NOT NULL,          -- how many there were when this was looked at
  default_loss REAL,                 -- log loss of the defaults on the held-back end of the log
  own_loss REAL,
  fitted_at TEXT NOT NULL
) STRICT;

CREATE TABLE review_nudges (
  user_id INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  day TEXT NOT NULL,                 -- UTC: an item is brought forward once a day
  cause TEXT NOT NULL,               -- id of the error pattern or key of the refusal
  PRIMARY KEY (user_id, item_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE lesson_reads (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  address TEXT NOT NULL,             -- of the part that was opened
  read_at TEXT NOT NULL
) STRICT;
CREATE INDEX lesson_reads_by_learner ON lesson_reads (user_id, read_at);
