"""What the job judge is made of: rules in use, matches, signals, the stored incidents."""
