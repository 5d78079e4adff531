"""Trackers of issues: each answers the port of `delivery` with the API of one product."""
