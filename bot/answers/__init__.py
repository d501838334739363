"""Questions in, answers with citations out, or an honest "not in the course"."""
