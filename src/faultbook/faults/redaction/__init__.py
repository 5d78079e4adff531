"""Secrets and e-mail addresses out of texts, before anything else is done with them. docs/redaction.md lists them."""

import json
import re
from typing import Any

from faultbook.faults.redaction.marks import EMAIL, REDACTED
from faultbook.faults.redaction.redactor import Redactor, Rule, redact, redact_json, rules_of_shape
from faultbook.faults.redaction.signs import shows_signs

__all__ = [
    "EMAIL",
    "REDACTED",
    "Redactor",
    "Rule",
    "redact",
    "redact_json",
    "redact_pairs",
    "redact_template",
    "rules_of_shape",
    "shows_signs",
]

_MASK = "<*>"
_BETWEEN_PIECES = re.compile(r"""([\s=:,;"'()\[\]{}&?]+)""")


def redact_pairs(pairs: list[tuple[str, Any]], redactor: Redactor) -> list[tuple[str, Any]]:
    """The pairs of a map with redacted values; the value of a key that names a secret becomes `[redacted]`."""
    text = json.dumps(dict(pairs), ensure_ascii=False)
    safe = redact_json(text, redactor)
    return pairs if safe == text else list(json.loads(safe).items())


def redact_template(template: str) -> str:
    """A masked text without secrets: what touches a mask may be the rest of one, whose digits alone were masked.

    Of `AKIA<*>EXAMPLE` and `jane.miller<*>@example.com` nothing stays but the mask.
    """
    pieces = _BETWEEN_PIECES.split(redact(template))
    return "".join(_MASK if _MASK in piece else piece for piece in pieces)
