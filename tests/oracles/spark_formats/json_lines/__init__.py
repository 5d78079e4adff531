"""From landed JSON lines to log records and rejects."""
