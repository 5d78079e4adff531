"""Paths into JSON: the part of JSONPath (RFC 9535) that names one value. Spark and the plain reader read the same.

`$.data.items[0]['odd name']`: a root, then names and positions. The root is `$`, or the name of a part that a
definition makes. Wildcards, filters, slices and negative positions name several values or none: they are refused.
"""

import re
from dataclasses import dataclass
from functools import cache

BODY = "$"
_ROOT = re.compile(r"\$|[a-z][a-z0-9_]*")
_STEP = re.compile(
    r"\.(?P<name>[A-Za-z_@][A-Za-z0-9_@-]*)|\['(?P<single>[^']+)'\]|\[\"(?P<double>[^\"]+)\"\]|\[(?P<at>\d{1,6})\]"
)


class WrongPath(ValueError):
    """A path that cannot be read: what was found, where, and what is expected."""


@dataclass(frozen=True)
class Path:
    """A root and the steps from it: names of members, positions in arrays (from 0)."""

    root: str
    steps: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        """The path as definitions write it."""
        return self.root + "".join(_written(step) for step in self.steps)

    @property
    def below_root(self) -> str:
        """The path as Spark's variant functions read it, from its own root."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else _quoted(step) for step in self.steps)


@cache
def parse_path(text: str) -> Path:
    """The path that a text names. WrongPath where it is none, with the position of what is wrong."""
    root = _ROOT.match(text)
    if not root:
        raise WrongPath(f"path {text!r}: found {text[:1]!r} at position 1; expected $ or the name of a part")
    at, steps = root.end(), list[str | int]()
    while at < len(text):
        step = _STEP.match(text, at)
        if not step:
            raise WrongPath(
                f"path {text!r}: found {text[at : at + 12]!r} at position {at + 1}; expected .name, ['name'] or [0]. "
                "Wildcards, filters, slices and negative positions name no single value"
            )
        name = step["name"] or step["single"] or step["double"]
        steps.append(int(step["at"]) if name is None else name)
        at = step.end()
    return Path(root.group(), tuple(steps))


def _written(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _STEP.fullmatch(f".{step}") else _quoted(step)


def _quoted(name: str) -> str:
    return f'["{name}"]' if "'" in name else f"['{name}']"
