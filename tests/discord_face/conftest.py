"""The face's tests speak through the fake Discord."""
