"""Contracts of the tables of cost."""
