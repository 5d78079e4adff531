"""Lines of Heroku's log drains: an instant, what logged, and its process."""

import re

from faultbook.formats.wrapped.piece import Piece, Wrapping

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ([\w.-]{1,64}\[[\w.-]{1,64}\]): (.*+)",
    re.DOTALL | re.ASCII,
)


def unwrapped(line: str) -> Piece | None:
    """What a line contains; None where it is no line of a drain."""
    found = _LINE.fullmatch(line)
    return Piece(found[2], found[1], found[3], ends=True) if found else None


HEROKU = Wrapping(
    name="heroku",
    about="Logs of apps and of the router of Heroku",
    expected="an instant, a source with its process, and text: 2026-02-03T10:00:00.949Z app[web.1]: no route",
    unwrap=unwrapped,
)
