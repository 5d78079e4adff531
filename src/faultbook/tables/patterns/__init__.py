"""Contracts of the tables of patterns and of decisions about them."""
