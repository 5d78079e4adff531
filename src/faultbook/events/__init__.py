"""What failed, as others report it: envelopes, and how events are extracted from them. Plain Python, no Spark."""
