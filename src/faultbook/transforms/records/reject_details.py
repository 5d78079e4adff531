"""What was found in a rejected line, without secrets: the only text of it outside its bytes."""

import re

from faultbook.faults.redaction import EMAIL, REDACTED, Redactor

SHOWN_LENGTH = 80
"""Code points of what was found that a detail shows. Cut after redaction: half a token is not known for one."""

_MARK = re.compile("|".join(map(re.escape, (REDACTED, EMAIL))))
_FOUND = re.compile(r"(found ')([\s\S]*)(', expected [\s\S]*)")


def redacted_detail(detail: str, redactor: Redactor) -> str:
    """The detail with what was found redacted, then cut to SHOWN_LENGTH."""
    parts = _FOUND.fullmatch(detail)
    if parts is None:
        return redactor.redact(detail)
    shown = _cut(redactor.redact(parts[2]))
    # Once more as a whole, so that the job redact finds nothing in what is stored.
    return redactor.redact(f"{parts[1]}{shown}{parts[3]}")


def _cut(text: str) -> str:
    """The first SHOWN_LENGTH code points, or a few more where a mark would be cut in two."""
    across = next((mark for mark in _MARK.finditer(text) if mark.start() < SHOWN_LENGTH < mark.end()), None)
    return text[: across.end() if across else SHOWN_LENGTH]
