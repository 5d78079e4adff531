"""Contracts of the tables of what others report as failed."""
