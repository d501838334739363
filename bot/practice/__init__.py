"""A learner and their sandbox."""
