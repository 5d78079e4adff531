"""Logs of several formats whose events have numbers of their own, by which each is found wherever it is stored."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

MARK = re.compile(r"\b[TLJDE]\d{6}\b")
"""The number of an event, with the letter of its log."""
_LINE_WITH_MARK = re.compile(rb"\b([TLJDE]\d{6}) end[^\n]*\n")
_WHOLE_TRACE = re.compile(rb"\b([TLJDE]\d{6}) end\njava[^\n]*\n(?:\tat [^\n]*\n){3}")
_TRACE = "java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n\tat a.B.e(B.java:3)\n"
FRAMES = 3
"""Frames of every trace."""


def _at(number: int) -> str:
    return f"10:{number // 60 % 60:02}:{number % 60:02}"


def _tab_separated(number: int) -> str:
    return f"2026-02-03T{_at(number)}Z\tROT-1\tapp/r.py\tError\trotated event T{number:06} end\n"


def _driver(number: int) -> str:
    return f"26/02/03 {_at(number)} ERROR Executor: event L{number:06} end\n" + (_TRACE if number % 2 else "")


def _executor(number: int) -> str:
    return f"26/02/03 {_at(number)} ERROR TaskSetManager: event E{number:06} end\n" + ("" if number % 3 else _TRACE)


def _json(number: int) -> str:
    return json.dumps({"ts": f"2026-02-03T{_at(number)}Z", "level": "error", "msg": f"event J{number:06} end"}) + "\n"


def _delimited(number: int) -> str:
    return f"2026-02-03T{_at(number)}Z,error,event D{number:06} end\n"


@dataclass(frozen=True, repr=False)
class Log:
    """A log: its folders (the same events go to a file in each), the name of the file that is written, what each new
    file begins with, its events by number, and the names of rotated files by date (`{}` is a serial number).
    """

    folders: tuple[str, ...]
    name: str
    start: str
    event: Callable[[int], str]
    dated: str

    def __repr__(self) -> str:
        """Its name: a failing example is a list of what happened to which log."""
        return self.name


_HEADER = "".join(f"# {number:02} all of this is a header, and every file begins with it\n" for number in range(18))
_BANNER = "".join(
    f"26/02/03 09:00:{number:02} INFO Start: option {number:02} of this node is on\n" for number in range(60)
)

LOGS = (
    Log(("web",), "app.log", f"{_HEADER}# time\tcode\tfile\n", _tab_separated, "app.log-20260203-{:02}"),
    Log(("driver",), "log4j-active.log", _BANNER, _driver, "log4j-2026-02-03-{:02}.log"),
    Log(("web",), "events.jsonl", "", _json, "events.2026-02-03_{:02}.jsonl"),
    Log(("web",), "requests.csv", "time,level,msg\n", _delimited, "requests-2026-02-03.{}.csv"),
    Log(("executors/0", "executors/1"), "stderr", "", _executor, "stderr--2026-02-03--{:02}-00"),
)
"""Two folders of the last hold the same bytes: both are counted. Beginnings are longer than a kilobyte, or short."""


def whole_events(content: bytes) -> set[str]:
    """The events whose line is whole, with its end."""
    return {mark.decode() for mark in _LINE_WITH_MARK.findall(content)}


def whole_traces(content: bytes) -> set[str]:
    """The events whose trace is whole."""
    return {mark.decode() for mark in _WHOLE_TRACE.findall(content)}


def all_events(content: bytes) -> set[str]:
    """The events of which the number can be read, perhaps of half a line."""
    return set(MARK.findall(content.decode()))
