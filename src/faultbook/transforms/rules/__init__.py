"""Rules over the rows of all sources: what matches, and what windows of matches hold."""
