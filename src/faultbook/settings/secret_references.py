"""References to secrets in files that people write: `${env:NAME}`, `${secret:scope/key}`. What one looks like; pure."""

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"\$\{(?:env:(?P<env>[A-Za-z_][A-Za-z0-9_]*)|secret:(?P<scope>[\w.@-]+)/(?P<key>[\w.@-]+))\}\Z")
EXPECTED = "expected ${env:NAME} or ${secret:scope/key}"


@dataclass(frozen=True)
class SecretReference:
    """Where a secret is: in a variable of the environment, or under a key of a secret scope."""

    variable: str = ""
    scope: str = ""
    key: str = ""


def is_reference(text: str) -> bool:
    """Whether a text is a reference, and nothing more."""
    return bool(_REFERENCE.match(text))


def reference_of(text: str) -> SecretReference:
    """The reference of a text. ValueError, without the text, where it is none: it may be the secret itself."""
    found = _REFERENCE.match(text)
    if not found:
        raise ValueError(EXPECTED)
    return SecretReference(found["env"] or "", found["scope"] or "", found["key"] or "")
