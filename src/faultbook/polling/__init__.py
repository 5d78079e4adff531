"""What is polled: failures that no webhook reports, as envelopes, and logs of other services, as landed files."""
