"""Ratios, each against a named rival in the same run. Not part of the wheel."""
