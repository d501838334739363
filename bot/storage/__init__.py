"""SQLite: one file, one writer at a time, SQL written out."""
