"""Errors of queries."""

from difflib import get_close_matches

from faultbook.errors import FaultbookError


class InvalidQuery(FaultbookError):
    """The query names something that does not exist, or is not SQL: what was found, and what exists."""

    exit_code = 2


class LakehouseBusy(FaultbookError):
    """A writer completes batches faster than the tables can be opened. Try again (75 is EX_TEMPFAIL)."""

    exit_code = 75


def unknown(kind: str, found: str, known: list[str]) -> InvalidQuery:
    """The error for a name that is not there, with the nearest of the known names first."""
    near = get_close_matches(found.lower(), known, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    return InvalidQuery(f"There is no {kind} {found!r}.{guess} There are: {', '.join(known)}.")
