"""Hand-written examples of a format: what must be read from given lines. The oracle of its tests."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from faultbook.formats.port import Example

EXAMPLES_FILE = "examples.yml"


@cache
def examples_of(package: str) -> tuple[Example, ...]:
    """The examples in examples.yml of a format's package, such as `faultbook.formats.logfmt`.

    Each entry has `about` and `text`; `records`: mappings of fields, with `line` and `lines` where they are compared
    (`timestamp` as an ISO text with its offset); `rejects`: mappings of `line` and `reason`; `hostile` and `zone`.
    """
    text = files(package).joinpath(EXAMPLES_FILE).read_text("utf-8")
    return tuple(example_of(entry) for entry in yaml.safe_load(text))


def example_of(entry: dict[str, Any]) -> Example:
    """An entry of a list of examples. KeyError where `about` or `text` is missing."""
    rejects = tuple((reject["line"], reject["reason"]) for reject in entry.get("rejects", ()))
    return Example(
        about=entry["about"],
        text=entry["text"],
        records=tuple(entry.get("records", ())),
        rejects=rejects,
        hostile=entry.get("hostile", False),
        zone=entry.get("zone", "UTC"),
    )
