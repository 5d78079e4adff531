"""From landed lines to records, rejects and counts."""
