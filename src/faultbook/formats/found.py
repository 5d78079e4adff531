"""The detail of a reject: what was found, and what is expected."""

MOST_FOUND = 2_000
"""Characters of what was found that a detail shows."""


def found_instead(found: str, expected: str) -> str:
    """`found '...', expected ...`, with the beginning of what was found."""
    return f"found '{found[:MOST_FOUND]}', expected {expected}"
