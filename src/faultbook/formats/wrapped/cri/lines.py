"""Lines of the container runtime interface, as containerd and CRI-O write them for Kubernetes."""

import re

from faultbook.formats.wrapped.piece import Piece, Wrapping

_LINE = re.compile(
    r"\x00*+(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))"
    r" (stdout|stderr) ([FP])(?::\S*+)?(?: (.*+))?",
    re.DOTALL | re.ASCII,
)
"""Zero bytes before a line are what a file system leaves after a crash."""


def unwrapped(line: str) -> Piece | None:
    """What a line contains; None where it is no line of the interface."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    time, stream, tag, text = found.groups()
    return Piece(stream, time, text or "", tag == "F")


CRI = Wrapping(
    name="cri",
    about="Logs of containers in Kubernetes, as containerd and CRI-O write them",
    expected="an instant, stdout or stderr, F or P, and text: 2026-02-03T10:00:00.949Z stderr F no route",
    unwrap=unwrapped,
)
