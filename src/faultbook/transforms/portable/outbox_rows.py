"""What views and queries of the outbox share: which states are not over."""

LEFT = ("due", "looked_up", "waiting")
"""States of outbox in which something is still to be done."""
