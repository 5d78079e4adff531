"""The lakehouse that the version of November 2026 wrote: where it lies, what was planted in it, what it must add up to.

The planted values are put together here, so that no text of the repository holds one as a whole.
"""

import json
from typing import Any

from tests.fixture_files import fixture_path

FOLDER = fixture_path("lakehouse-2026-11")
LAKEHOUSE = FOLDER / "lakehouse"
LANDING = FOLDER / "landing"
SEVERITIES = {
    "Critical": ["critical", "fatal"],
    "Error": ["error", "err"],
    "Warning": ["warning", "warn"],
    "Notice": ["notice"],
    "Info": ["info", "debug"],
}
"""The setting of its users."""
PLANTED = {
    "password": "swordfish" + "canary",
    "bearer token": "abcdefghijklmnop" + "." + "qrstuvwxyz",
    "e-mail address": "canary.person" + "@" + "example.org",
    "AWS key id": "AKIA" + "QZX4567890ABCDEF",
    "GitHub token": "ghp_" + "Zx9Yw8Vu7Ts6Rq5Po4" + "Nm3Lk2Ji1Hg0FeDcBa",
    "login in a URL": "hunter2" + "canary",
}
"""Kind of secret -> the value that no surface may show."""


def oracle() -> dict[str, Any]:
    """What was counted when it was written: records, rejects and occurrences per v1 pattern; see ORIGIN.md."""
    found: dict[str, Any] = json.loads((FOLDER / "sums.json").read_text())
    return found
