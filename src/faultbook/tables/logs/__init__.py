"""Contracts of the tables of records, rejects, templates and counts."""
