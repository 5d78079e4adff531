"""What the job deliver needs of the lakehouse."""
