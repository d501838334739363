-- A Discord server is a group: what its admins set, every change with who and when, and who belongs to it.
CREATE TABLE group_settings (
  guild_id INTEGER PRIMARY KEY,
  settings TEXT NOT NULL,             -- JSON object: only what differs from the defaults
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE group_changes (
  id INTEGER PRIMARY KEY,
  guild_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,           -- who changed it; 0 once they had their rows deleted
  at TEXT NOT NULL,
  name TEXT NOT NULL,
  before TEXT NOT NULL,               -- JSON
  after TEXT NOT NULL,                -- JSON
  undoes INTEGER REFERENCES group_changes (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX group_changes_by_guild ON group_changes (guild_id, id);

CREATE TABLE group_members (
  guild_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_learner ON group_members (user_id);
