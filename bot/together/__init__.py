"""Learning together: the daily question, races, rankings, reminders, how a group is doing."""
