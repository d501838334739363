-- Questions and what their askers thought of the answers: authors learn from them which phrasings the bank lacks.
CREATE TABLE questions (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  question TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('answer', 'maybe', 'abstain')),
  score REAL NOT NULL,
  part TEXT NOT NULL,              -- address of the best part
  asked_at TEXT NOT NULL,
  verdict TEXT CHECK (verdict IN ('good', 'bad')),
  wanted TEXT NOT NULL DEFAULT '', -- "내가 찾던 건…", in the learner's words or as an address
  settled_at TEXT                  -- an author has dealt with it
) STRICT;
CREATE INDEX questions_open ON questions (part) WHERE settled_at IS NULL;
CREATE INDEX questions_user ON questions (user_id);
