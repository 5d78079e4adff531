"""Contracts of the tables by which runs share a lakehouse."""
