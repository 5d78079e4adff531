"""One file per job task: read, transform, store, report."""
