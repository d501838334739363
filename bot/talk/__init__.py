"""One way from words, slash commands and buttons to services and back to replies; shared by all faces."""
