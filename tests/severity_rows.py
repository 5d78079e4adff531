"""The rows of severity_ranks that setup writes for the default setting, by hand."""

from typing import Any

RANKS = {"Critical": -1, "Error": 0, "Unknown": 1, "Warning": 2, "Event": 3, "Info": 4}
SPELLINGS = {
    "Critical": ["critical", "fatal"],
    "Error": ["error", "err"],
    "Unknown": [],
    "Warning": ["warning", "warn"],
    "Event": ["event"],
    "Info": ["info"],
}

DEFAULT_ROWS: list[dict[str, Any]] = [
    {"severity": name, "rank": rank, "is_error": rank <= 0, "spellings": SPELLINGS[name]}
    for name, rank in RANKS.items()
]


def own_rows(*names: str, error: str) -> list[dict[str, Any]]:
    """Rows of a setting with these names, worst first, of which `error` is the one that is spelled so."""
    at = names.index(error)
    rows = [
        {
            "severity": name,
            "rank": place - at + (place > at),
            "is_error": place <= at,
            "spellings": [name.lower(), *(["error"] if name == error else [])],
        }
        for place, name in enumerate(names)
    ]
    return [*rows, {"severity": "Unknown", "rank": 1, "is_error": False, "spellings": []}]
