"""One package for each log format: lines in, records and rejects out."""
