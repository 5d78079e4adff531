"""Support of the jobs that read landed files: formats, batches, their writer, recovery."""
