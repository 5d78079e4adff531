"""What records of every format share: identity, redaction, counts, examples, rejects."""
