"""The leader's page: one group, read only, by a signed link."""
