-- Sweeps look for what is old; without these they would read whole tables while members wait.
CREATE INDEX commands_by_time ON commands (at);
CREATE INDEX attempts_by_time ON attempts (answered_at);
CREATE INDEX questions_by_time ON questions (asked_at);
CREATE INDEX group_changes_by_time ON group_changes (at);
CREATE INDEX snapshots_by_age ON snapshots (at);
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX sandboxes_ended ON sandboxes (ended_at) WHERE ended_at IS NOT NULL;
