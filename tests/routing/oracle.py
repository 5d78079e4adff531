"""Alertmanager's rules once more, written from its documentation: slow, and sharing no code with faultbook.

Clocks come from pytz, which has files of zones and arithmetic of its own; regular expressions are Python's, so that
only such are compared as mean the same in both.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytz

from tests.routing.generated import MONTHS, WEEKDAYS

Matcher = tuple[str, str, str]


def fulfils(labels: Mapping[str, str], matchers: Sequence[Matcher]) -> bool:
    """Whether labels fulfil all matchers (name, operator, value)."""
    return all(_fulfils_one(labels.get(name, ""), op, value) for name, op, value in matchers)


def _fulfils_one(text: str, op: str, value: str) -> bool:
    is_equal = re.fullmatch(value, text) is not None if "~" in op else text == value
    return not is_equal if op[0] == "!" else is_equal


def sources_of(target: Mapping[str, str], rule: Mapping[str, Any], alerts: Mapping[str, Any]) -> set[str]:
    """The ids of the firing alerts (id -> labels, is_firing) that mute a target by one rule."""
    found = set()
    for name, (labels, is_firing) in alerts.items():
        is_source = is_firing and fulfils(labels, rule["source"])
        is_equal = [labels.get(label, "") for label in rule["equal"]] == [
            target.get(label, "") for label in rule["equal"]
        ]
        both_on_both_sides = fulfils(labels, rule["target"]) and fulfils(target, rule["source"])
        if fulfils(target, rule["target"]) and is_source and is_equal and not both_on_both_sides:
            found.add(name)
    return found


def contains(interval: Mapping[str, Any], instant: datetime, days_in_month: int | None = None) -> bool:
    """Whether an instant is in an interval, a mapping as files have it; `days_in_month` instead of the month's own."""
    local = instant.astimezone(pytz.timezone(interval.get("location", "UTC")))
    length = days_in_month or monthrange(local.year, local.month)[1]
    fields = {
        "times": lambda each: each["start_time"] <= local.strftime("%H:%M") < each["end_time"],
        "weekdays": lambda each: local.strftime("%A").lower() in _spread(each, WEEKDAYS),
        "months": lambda each: local.strftime("%B").lower() in _spread(each, MONTHS),
        "years": lambda each: str(local.year) in _spread(each, tuple(map(str, range(1900, 2100)))),
        "days_of_month": lambda each: _is_day(each, local.day, length),
    }
    return all(any(map(fields[name], entries)) for name, entries in interval.items() if name in fields)


def _spread(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names from the first to the last of a range."""
    ends = [names.index(end) if end in names else int(end) - 1 for end in text.lower().split(":")]
    return names[ends[0] : ends[-1] + 1]


def _is_day(text: str, day: int, length: int) -> bool:
    """A day has two numbers, from the month's start and from its end: each bound is compared with its kind."""
    first, last = (int(end) for end in (text.split(":") * 2)[:2]) if ":" not in text else map(int, text.split(":"))
    number = {True: day, False: day - length - 1}
    return day <= length and first <= number[first > 0] and number[last > 0] <= last
