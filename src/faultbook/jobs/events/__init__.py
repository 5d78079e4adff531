"""What the task `collect` is made of: messages found, read and stored, each at most once."""
