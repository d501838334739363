"""The terminal face: the same conversation at a prompt, or one message a line from a pipe."""
