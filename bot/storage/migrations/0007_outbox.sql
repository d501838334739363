-- What must reach somebody even if the program or Discord goes away in between: written with the fact it tells of,
-- delivered once, kept for a while so that the same key is never written twice.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,           -- what it is about, for example daily:GUILD:2026-03-02
  guild_id INTEGER,
  channel_id INTEGER,                 -- either a channel …
  user_id INTEGER,                    -- … or a person's direct messages
  reply TEXT NOT NULL,                -- JSON of bot.core.reply.Reply
  written_at TEXT NOT NULL,
  not_before TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  message_id INTEGER,
  settled_at TEXT,                    -- delivered, or given up
  given_up TEXT,                      -- why
  CHECK ((channel_id IS NULL) <> (user_id IS NULL))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE settled_at IS NULL;
CREATE INDEX outbox_by_learner ON outbox (user_id) WHERE user_id IS NOT NULL;
