"""Promises of the course's own files."""
