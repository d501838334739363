"""Owns one data folder's engine and registry; started by the first client, ends with the last (see `__main__`)."""
