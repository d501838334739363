"""The policy: a line of text becomes a typed plan or a refusal. Pure, default deny."""
