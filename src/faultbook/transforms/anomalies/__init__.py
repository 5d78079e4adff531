"""What is unusual in the hourly counts: baselines, anomalies in episodes, and the patterns that explain them."""

SERIES = ("service", "environment", "severity")
"""The columns that name a series."""

RULE_VERSION = "1"
"""Version of the rule in baseline.py and detection.py; a change of a formula or its constants is a new one."""
