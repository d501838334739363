"""Practice sandboxes: a real engine for every learner, without privilege on the host."""
