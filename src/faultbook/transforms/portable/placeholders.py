"""Names in place of a value that the bill does not have."""

ACCOUNT = "<ACCOUNT>"
"""Workspace of usage that belongs to the account itself."""
UNKNOWN_PRODUCT = "<UNKNOWN>"
IDLE, UNATTRIBUTED, UNKNOWN_USER = "<IDLE>", "<UNATTRIBUTED>", "<UNKNOWN>"
"""User of the time in which a warehouse ran without work; of hours without a statement; of a bill without a name."""
