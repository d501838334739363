-- What admins see and decide: every line a member tried with its verdict (refused ones too, which the journal of
-- practice does not keep), the roles a member was last seen with (they hold in direct messages, where Discord tells
-- none), and the groups that sent the bot away (their settings go a while later).
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,            -- 0 once they had their rows deleted
  guild_id INTEGER,                    -- NULL: a direct message or the terminal
  at TEXT NOT NULL,
  line TEXT NOT NULL,
  is_allowed INTEGER NOT NULL CHECK (is_allowed IN (0, 1)),
  reason TEXT NOT NULL DEFAULT '',     -- key of the refusal, or how it ended; empty while it runs
  exit_code INTEGER
) STRICT;
CREATE INDEX audit_by_member ON audit (guild_id, user_id, id);
CREATE INDEX audit_by_learner ON audit (user_id);
CREATE INDEX audit_by_time ON audit (at);

ALTER TABLE group_members ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';  -- JSON list of role ids

CREATE TABLE group_departures (
  guild_id INTEGER PRIMARY KEY,
  left_at TEXT NOT NULL
) STRICT;
