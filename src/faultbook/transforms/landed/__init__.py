"""Landed files to records, rejects and facts: each file is read once, from its bytes, by its format."""
