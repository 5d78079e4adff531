"""Which alerts a rule is about, which ones are muted, and when: Alertmanager's vocabulary. Plain Python, no Spark."""
