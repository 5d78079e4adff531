"""Nothing that users hold in their hands disappears: tables, columns, views, routes, tools, commands, settings."""

import json
from pathlib import Path

from tests.users_surface import surface

EARLIER = json.loads((Path(__file__).parent / "snapshots" / "surface-2026-11.json").read_text("utf-8"))
RENAMED: dict[str, dict[str, str]] = {}
"""By kind: the earlier name and the name that it has now. The earlier one must still work, as an alias."""


def test_every_name_that_users_hold_is_still_there():
    now = surface()
    missing = {
        kind: [name for name in names if RENAMED.get(kind, {}).get(name, name) not in now[kind]]
        for kind, names in EARLIER.items()
    }
    assert {kind: names for kind, names in missing.items() if names} == {}
