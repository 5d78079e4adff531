"""Templates to patterns: which templates are one error."""
