"""What a container runtime writes in one line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A line of a program, or a part of one that was too long for one line.

    `time` is when the runtime read it, as written. `ends`: the program's line ends here.
    """

    stream: str
    time: str
    text: str
    ends: bool


@dataclass(frozen=True)
class Wrapping:
    """How a runtime writes. `unwrap` returns None for a line that is not written so; `expected` describes one."""

    name: str
    about: str
    expected: str
    unwrap: Callable[[str], Piece | None]
