"""Short quizzes that come back at the right time."""
