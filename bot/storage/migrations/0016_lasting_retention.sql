-- What lies around an answer goes with it where an operator lets answers go; these find what is old enough.
CREATE INDEX quiz_runs_by_time ON quiz_runs (started_at);
CREATE INDEX mission_runs_unsolved ON mission_runs (started_at) WHERE solved_at IS NULL;
CREATE INDEX lesson_reads_by_time ON lesson_reads (read_at);
CREATE INDEX daily_questions_closed ON daily_questions (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX duels_ended ON duels (ended_at) WHERE ended_at IS NOT NULL;
