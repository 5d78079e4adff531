"""Schedules and triggers: Quartz, time zones, file arrival. Wherever they stand, jobs and alerts alike."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved, texts
from faultbook.bundle.tree import Bundle

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("day of week", 1, 7, DAYS),
    ("year", 1970, 2099, ()),
)
DAY_OF_MONTH, DAY_OF_WEEK = 3, 5
SPECIAL = {
    "day of month": re.compile(r"L(-\d{1,2})?|LW|\d{1,2}W"),
    "day of week": re.compile(r"L|[1-7]L|[1-7]#[1-5]|[A-Z]{3}(L|#[1-5])"),
}
SHORTEST_SECONDS = 60
STORAGE = re.compile(r"/Volumes/[^/]+/[^/]+/[^/]+/(.*/)?|(s3|abfss|gs|r2)://.+/")


def wrong_quartz(text: str) -> str:
    """What is wrong with a Quartz expression; nothing for a right one."""
    fields = text.upper().split()
    if len(fields) not in {6, 7}:
        return f"has {len(fields)} fields; expected 6 or 7 (second minute hour day-of-month month day-of-week [year])"
    if (fields[DAY_OF_MONTH] == "?") == (fields[DAY_OF_WEEK] == "?"):
        return "needs ? in exactly one of day-of-month and day-of-week"
    for field, (name, low, high, words) in zip(fields, FIELDS, strict=False):
        if not all(_is_right(part, name, low, high, words) for part in field.split(",")):
            return f"has {field} as its {name}"
    return ""


def _is_right(part: str, name: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    if part in {"*", "?"}:
        return part == "*" or name.startswith("day")
    if name in SPECIAL and SPECIAL[name].fullmatch(part):
        return True
    span, slash, step = part.partition("/")
    if slash and not (step.isdigit() and 0 < int(step) <= high):
        return False
    ends = [str(words.index(end) + 1) if end in words else end for end in span.split("-")]
    return span == "*" or (len(ends) <= 2 and all(end.isdigit() and low <= int(end) <= high for end in ends))


def schedules_are_quartz_in_a_known_time_zone(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        for path, text in texts(resource.fields):
            if path.endswith(("quartz_cron_expression", "quartz_cron_schedule")) and (
                wrong := wrong_quartz(resolved(text, meanings(bundle)))
            ):
                yield f"{resource.name}.{path}: {text!r} {wrong}"
            if path.endswith("timezone_id") and text not in available_timezones():
                yield f"{resource.name}.{path}: {text!r} is no time zone"


def nothing_is_unpaused_by_hand(bundle: Bundle) -> Iterator[str]:
    """A development target pauses schedules, unless they say UNPAUSED themselves."""
    for resource in bundle.resources():
        for path, text in texts(resource.fields):
            if path.endswith("pause_status") and text == "UNPAUSED":
                yield f"{resource.name}.{path}: UNPAUSED would run in a development target too; leave it out"


def jobs_start_in_one_way(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        ways = [way for way in ("trigger", "triggers", "schedule", "continuous") if way in job.fields]
        if len(ways) > 1 or "triggers" in ways:
            yield f"{job.name} has {' and '.join(ways)}; expected one of trigger, schedule, continuous"


def file_arrival_watches_a_folder(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        arrival: dict[str, Any] = (job.fields.get("trigger") or {}).get("file_arrival") or {}
        if not arrival:
            continue
        try:
            url = resolved(str(arrival.get("url", "")), meanings(bundle))
        except BundleError as wrong:
            yield f"{job.name}: {wrong}"
            continue
        if not STORAGE.fullmatch(url):
            yield f"{job.name}: file_arrival.url is {url!r}; expected a volume or external location with / at its end"
        for name in ("min_time_between_triggers_seconds", "wait_after_last_change_seconds"):
            if arrival.get(name, SHORTEST_SECONDS) < SHORTEST_SECONDS:
                yield f"{job.name}: {name} is {arrival[name]}; expected at least {SHORTEST_SECONDS}"
        yield from _checkpoints_inside(bundle, job.name, job.fields, url)


def _checkpoints_inside(bundle: Bundle, name: str, fields: dict[str, Any], url: str) -> Iterator[str]:
    for parameter in fields.get("parameters") or []:
        if parameter.get("name") == "checkpoints":
            try:
                inside = resolved(str(parameter.get("default", "")), meanings(bundle)).startswith(url)
            except BundleError as wrong:
                yield f"{name}: {wrong}"
                continue
            if inside:
                yield f"{name}: checkpoints lie inside the watched path {url}; the job would trigger itself"


CHECKS = (
    schedules_are_quartz_in_a_known_time_zone,
    nothing_is_unpaused_by_hand,
    jobs_start_in_one_way,
    file_arrival_watches_a_folder,
)
