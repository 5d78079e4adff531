"""What `formats suggest` prints."""

from pathlib import Path


def print_suggestion(file: Path, catalog: Path | None) -> None:
    """Prints."""
