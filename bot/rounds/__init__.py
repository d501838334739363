"""What is done by the clock: daily quizzes, reminders, sweeps, backups. A round decides from what is stored."""
