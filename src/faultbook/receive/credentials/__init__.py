"""How a sender is recognised: one file for each way."""
