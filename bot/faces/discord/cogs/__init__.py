"""The slash commands, a module a subject: each one call to the conversation."""
