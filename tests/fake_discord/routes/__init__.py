"""The HTTP routes that the fake answers."""
