"""Questions and answers without Spark."""
