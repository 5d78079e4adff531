"""What an error is: masks, template hash, code hints, ids, redaction. Standard library only."""
