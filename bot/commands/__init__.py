"""Command lines explained, commands found again, error messages understood. Pure; typed values only."""
