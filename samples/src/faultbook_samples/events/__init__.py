"""Messages of vendors, as they send them: what the demonstration delivers, and tests read."""
