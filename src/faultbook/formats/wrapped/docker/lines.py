"""Lines of docker's logging driver json-file: an object with log, stream and time in each."""

import json
import re
from typing import Any

from faultbook.formats.wrapped.piece import Piece, Wrapping

_NAMES = frozenset(("log", "stream", "time", "attrs"))
_START = re.compile(r'\x00*+\{\s{0,9}"(?:log|stream|time|attrs)"\s{0,9}:')
_SURROGATES = re.compile("[\ud800-\udfff]")
_STREAMS = ("stdout", "stderr")


def unwrapped(line: str) -> Piece | None:
    """What a line contains; None where it is no line of the driver."""
    if not _START.match(line):
        return None
    try:
        found: Any = json.loads(line.lstrip("\x00"))
    except (ValueError, RecursionError):
        return None
    if not _NAMES.issuperset(found):
        return None
    text, stream, time = found.get("log"), found.get("stream"), found.get("time")
    if not isinstance(text, str) or not isinstance(time, str) or stream not in _STREAMS:
        return None
    if "\\u" in line and _SURROGATES.search(text):
        # Half of a pair cannot be stored.
        text = _SURROGATES.sub("\ufffd", text)
    if text.endswith("\n"):
        return Piece(stream, time, text[:-2] if text.endswith("\r\n") else text[:-1], ends=True)
    return Piece(stream, time, text, ends=False)


DOCKER = Wrapping(
    name="docker",
    about="Logs of containers, as docker's driver json-file writes them",
    expected='an object such as {"log":"no route\\n","stream":"stderr","time":"2026-02-03T10:00:00.949Z"}',
    unwrap=unwrapped,
    has_lines_of_lines=True,
)
