"""Where queries are answered: a local lakehouse, a SQL warehouse; and what every answer has in common."""
