-- Quizzes: a run is a short series of questions, an attempt is one answer, a card is the memory model of one item.
CREATE TABLE quiz_runs (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  source TEXT NOT NULL,            -- lesson | mix | due | wrong
  lesson TEXT NOT NULL DEFAULT '',
  items TEXT NOT NULL,             -- JSON list of item ids, in the order asked
  seed INTEGER NOT NULL,           -- orders the choices, the same after a restart
  position INTEGER NOT NULL DEFAULT 0,
  hinted INTEGER NOT NULL DEFAULT 0 CHECK (hinted IN (0, 1)),
  shown_at TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX quiz_runs_open ON quiz_runs (user_id, id) WHERE finished_at IS NULL;

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  run_id INTEGER REFERENCES quiz_runs (id) ON DELETE SET NULL,
  position INTEGER NOT NULL,
  response TEXT NOT NULL,
  is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  points REAL NOT NULL,
  hinted INTEGER NOT NULL CHECK (hinted IN (0, 1)),
  seconds REAL NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
  answered_at TEXT NOT NULL,
  UNIQUE (run_id, position)        -- a double press counts once
) STRICT;
CREATE INDEX attempts_by_learner ON attempts (user_id, answered_at);

CREATE TABLE review_cards (
  user_id INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  step INTEGER,
  stability REAL,
  difficulty REAL,
  due_at TEXT NOT NULL,
  last_review_at TEXT,
  PRIMARY KEY (user_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_cards_due ON review_cards (user_id, due_at);
