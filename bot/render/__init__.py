"""Typed results become replies: all Korean wording is in `templates/`."""
