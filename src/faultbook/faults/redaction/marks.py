"""What stands in a text instead of what was taken out."""

import re

REDACTED = "[redacted]"
EMAIL = "[email]"

MARK = re.compile(r"\[redacted\]|\[email\]")

Span = tuple[int, int]
"""Where a secret stands: first character, and one behind the last."""
