"""Text without a format: what a program writes to its standard error."""
