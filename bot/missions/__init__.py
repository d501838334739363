"""Missions: a story with a goal state on the learner's own engine."""
