-- Learning together: what a member lets others see, who wants to be reminded, the daily question of a group, and
-- races. An answer to a daily question or in a race is an attempt as well; these rows make it count once.
CREATE TABLE sharing (
  user_id INTEGER PRIMARY KEY,
  is_ranked INTEGER NOT NULL DEFAULT 1 CHECK (is_ranked IN (0, 1)),
  is_named INTEGER NOT NULL DEFAULT 0 CHECK (is_named IN (0, 1))   -- before the leader of a group
) STRICT;

CREATE TABLE reminders (
  user_id INTEGER PRIMARY KEY,
  guild_id INTEGER,                    -- whose time zone and quiet hours hold; NULL: the defaults
  at TEXT NOT NULL,                    -- HH:MM
  last_day TEXT NOT NULL DEFAULT '',   -- the day, in that zone, on which it was looked at last
  letter TEXT NOT NULL DEFAULT '',     -- key of the last letter
  stopped TEXT NOT NULL DEFAULT '' CHECK (stopped IN ('', 'closed', 'told'))
) STRICT;

CREATE TABLE daily_questions (
  id INTEGER PRIMARY KEY,
  guild_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  day TEXT NOT NULL,                   -- the group's
  item_id TEXT NOT NULL,
  seed INTEGER NOT NULL,               -- orders the choices, the same after a restart
  asked_at TEXT NOT NULL,
  closes_at TEXT NOT NULL,
  closed_at TEXT,
  UNIQUE (guild_id, day)
) STRICT;
CREATE INDEX daily_questions_open ON daily_questions (closes_at) WHERE closed_at IS NULL;

CREATE TABLE daily_answers (
  daily_id INTEGER NOT NULL REFERENCES daily_questions (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL,
  response TEXT NOT NULL,
  is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  answered_at TEXT NOT NULL,
  PRIMARY KEY (daily_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_answers_by_learner ON daily_answers (user_id);

CREATE TABLE duels (
  id INTEGER PRIMARY KEY,
  guild_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  items TEXT NOT NULL,                 -- JSON list of item ids, in the order asked
  seed INTEGER NOT NULL,
  position INTEGER NOT NULL DEFAULT 0, -- the question that is asked; those before it count
  started_at TEXT NOT NULL,
  shown_at TEXT,                       -- when that question was shown; NULL: it is not open to answers
  ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX duels_open ON duels (channel_id) WHERE ended_at IS NULL;

CREATE TABLE duel_players (
  duel_id INTEGER NOT NULL REFERENCES duels (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (duel_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duel_players_by_learner ON duel_players (user_id);

CREATE TABLE duel_answers (
  duel_id INTEGER NOT NULL REFERENCES duels (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  response TEXT NOT NULL,
  is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  seconds REAL NOT NULL,               -- from the question to the press, by Discord's own time of the press
  PRIMARY KEY (duel_id, position, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duel_answers_by_learner ON duel_answers (user_id);
