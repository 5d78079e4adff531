"""Contracts of the tables of baselines, alerts, reports and what people know."""
