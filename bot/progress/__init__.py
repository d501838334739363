"""Progress one can see: mastery, streaks, ranking."""
