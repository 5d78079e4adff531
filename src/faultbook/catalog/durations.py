"""Times as people write them: a number and a unit, as 30s, 10m, 24h or 7d."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([1-9]\d{0,5})([smhd])", re.ASCII)


def duration_of(value: Any) -> timedelta:
    """The time that a text means; ValueError where it is none."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"found {value!r}; expected a number and s, m, h or d, as 10m")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


Duration = Annotated[timedelta, BeforeValidator(duration_of)]
