"""Formats of logs: how text becomes records and rejects, in plain Python. One folder for each format, one registry."""
