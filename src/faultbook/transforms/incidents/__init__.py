"""Incidents: what matches of rules come to."""
