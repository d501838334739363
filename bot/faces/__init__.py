"""Faces: where a person meets the conversation."""
