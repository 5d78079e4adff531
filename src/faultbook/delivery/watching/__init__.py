"""What people do in trackers: read from issues and messages, compared with what is known, and made into decisions."""
