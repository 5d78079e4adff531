"""What supports the job poll."""
