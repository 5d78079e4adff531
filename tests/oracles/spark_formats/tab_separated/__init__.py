"""Tab-separated error logs: parsing, reasons for rejects, records."""
