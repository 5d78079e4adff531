"""Formats for files that no format knows, found in their lines: shapes of timestamps, columns, levels."""
