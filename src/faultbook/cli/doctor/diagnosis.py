"""One line of the report of `doctor`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from faultbook.errors import FaultbookError


class Status(StrEnum):
    """Result of a check."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"
    ABSENT = "not configured"


@dataclass(frozen=True)
class Diagnosis:
    """One line of the report: what was checked, the result, what was found, what to do ('' if nothing)."""

    name: str
    status: Status
    found: str
    remedy: str = ""


def guarded(name: str, check: Callable[[], Diagnosis]) -> Diagnosis:
    """Result of `check`; a FaultbookError becomes FAIL."""
    try:
        return check()
    except FaultbookError as failure:
        found, _, remedy = str(failure).partition(" Fix: ")
        return Diagnosis(name, Status.FAIL, found, remedy)
