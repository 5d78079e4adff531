"""A seeded folder of log files of every format, hostile ones among them, whose format and records are known."""
