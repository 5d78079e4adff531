"""Messages of senders in, reports of failures out, as plain columns."""
