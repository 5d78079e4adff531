"""What queries of the outbox share: its states, and how an attempt ends."""

LEFT = ("due", "looked_up", "waiting")
"""States of outbox in which something is still to be done."""
STATES = (*LEFT, "sent", "refused", "over")
"""All states of outbox."""
OUTCOMES = ("sent", "refused", "throttled", "uncertain")
"""How an attempt ends."""
