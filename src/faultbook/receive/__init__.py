"""The receiver of webhooks: authenticates a sender, keeps its message as an envelope, durable before the answer."""
