"""Sample logs, sample bills and the demonstrations of faultbook."""
