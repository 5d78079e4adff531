"""Timestamps in lines of a format that is not known: where they are, and the directives that read them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

SEARCHED = 160
"""Characters of a line that a timestamp is looked for in."""

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_YEAR = r"(?:19|20)\d\d"
_MM, _DD = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"

_DATES: Sequence[tuple[str, str]] = (
    ("%Y-%m-%d", rf"{_YEAR}-{_MM}-{_DD}"),
    ("%Y/%m/%d", rf"{_YEAR}/{_MM}/{_DD}"),
    ("%Y.%m.%d", rf"{_YEAR}\.{_MM}\.{_DD}"),
    ("%Y-%b-%d", rf"{_YEAR}-{_MONTH}-{_DD}"),
    ("%Y%m%d", rf"{_YEAR}{_MM}{_DD}"),
    ("%d.%m.%Y", rf"{_DD}\.{_MM}\.{_YEAR}"),
    ("%-d.%-m.%Y", rf"\d\d?\.\d\d?\.{_YEAR}"),
    ("%d.%m.%y", rf"{_DD}\.{_MM}\.\d\d"),
    ("%m/%d/%Y", rf"\d\d/\d\d/{_YEAR}"),
    ("%-m/%-d/%Y", rf"\d\d?/\d\d?/{_YEAR}"),
    ("%m-%d-%Y", rf"\d\d-\d\d-{_YEAR}"),
    ("%d/%b/%Y", rf"{_DD}/{_MONTH}/{_YEAR}"),
    ("%d-%b-%Y", rf"{_DD}-{_MONTH}-{_YEAR}"),
    ("%d %b %Y", rf"{_DD} {_MONTH} {_YEAR}"),
    ("%-d %b %Y", rf"\d {_MONTH} {_YEAR}"),
    ("%b %d, %Y", rf"{_MONTH} {_DD}, {_YEAR}"),
    ("%b %-d, %Y", rf"{_MONTH} \d, {_YEAR}"),
    ("%b %e %Y", rf"{_MONTH} [ 0-3]\d {_YEAR}"),
    ("%a %b %e", rf"{_WEEKDAY} {_MONTH} [ 0-3]\d"),
    ("%b %e", rf"{_MONTH} [ 0-3]\d"),
    ("%y/%m/%d", rf"\d\d/{_MM}/{_DD}"),
    ("%m/%d/%y", rf"{_MM}/{_DD}/\d\d"),
    ("%y-%m-%d", rf"\d\d-{_MM}-{_DD}"),
    ("%y%m%d", rf"\d\d{_MM}{_DD}"),
    ("%m-%d", rf"{_MM}-{_DD}"),
)
"""Directives -> what they match. Of two that match, the first; a date is followed by a time."""
_BETWEEN = ("T", " ", ":", "_", "-", ", ", "  ")
_TIMES: Sequence[tuple[str, str]] = (
    ("%I:%M:%S %p", r"(?:0[1-9]|1[0-2]):[0-5]\d:[0-5]\d [AaPp][Mm]"),
    ("%-I:%M:%S %p", r"\d\d?:[0-5]\d:[0-5]\d [AaPp][Mm]"),
    ("%H:%M:%S", r"(?:[01]\d|2[0-3]):[0-5]\d:[0-6]\d"),
    ("%-H:%M:%S", r"\d:[0-5]\d:[0-6]\d"),
    ("%H.%M.%S", r"(?:[01]\d|2[0-3])\.[0-5]\d\.[0-6]\d"),
    ("%H%M%S", r"(?:[01]\d|2[0-3])[0-5]\d[0-6]\d"),
    ("%H:%M", r"(?:[01]\d|2[0-3]):[0-5]\d"),
)
_FRACTION = r"([.,:])\d{1,9}"
_OFFSET = r"( ?)(?:[Zz](?![A-Za-z])|[+-](?:0\d|1[0-4]):?(?:00|15|30|45)(?!\d))"
_ZONE = r" (?:UTC|GMT|CES?T|EES?T|WES?T|BST|[ECMP][SD]T|AK[SD]T|HST|JST|KST|MSK|A[CE][SD]T|AWST|NZ[SD]T)(?![A-Za-z])"

_DATE_TIME = re.compile(
    rf"(?<![\w.])(?:{'|'.join(f'(?P<d{at}>{shape})' for at, (_, shape) in enumerate(_DATES))})"
    rf"(?P<between>{'|'.join(sorted(map(re.escape, _BETWEEN), key=len, reverse=True))})"
    rf"(?:{'|'.join(f'(?P<t{at}>{shape})' for at, (_, shape) in enumerate(_TIMES))})(?!\d)",
    re.ASCII,
)
_TIME_ONLY = re.compile(
    rf"(?<![\w.:-])(?:{'|'.join(f'(?P<t{at}>{shape})' for at, (_, shape) in enumerate(_TIMES[:4]))})(?!\d)", re.ASCII
)
_EPOCH = re.compile(r"(?<![\w.-])1\d{9}(?:\d{3}){0,3}(?:\.\d{1,9})?(?![\w-])", re.ASCII)
_YEAR_BEHIND = re.compile(rf" {_YEAR}(?!\d)")
_AFTER_TIME = (re.compile(_FRACTION), re.compile(_OFFSET), re.compile(_ZONE))


@dataclass(frozen=True)
class Stamp:
    """A timestamp of a line: where it is, and the format that reads it. `is_dated`: a day is part of it."""

    start: int
    end: int
    format: str
    is_dated: bool = True


def stamp_of(line: str, *, undated: bool = False) -> Stamp | None:
    """The first timestamp among the first characters of a line; None where there is none.

    `undated`: a time without a date counts, where there is no other.
    """
    text = line[:SEARCHED]
    dated, epoch = _DATE_TIME.search(text), _EPOCH.search(text)
    if dated and not (epoch and epoch.start() < dated.start()):
        return _with_rest(text, dated, _directives(dated, "d", _DATES) + dated["between"])
    if epoch:
        return Stamp(epoch.start(), epoch.end(), "epoch")
    time = _TIME_ONLY.search(text) if undated else None
    return replace(_with_rest(text, time, ""), is_dated=False) if time else None


def _with_rest(text: str, found: re.Match[str], date: str) -> Stamp:
    """The stamp with what follows its seconds: fraction, year, offset or zone."""
    format_, end = date + _directives(found, "t", _TIMES), found.end()
    fraction, offset, zone = _AFTER_TIME
    if "%S" in format_ and "%p" not in format_ and (more := fraction.match(text, end)):
        format_, end = f"{format_}{more[1]}%f", more.end()
    if "%Y" not in format_ and "%b" in format_ and (more := _YEAR_BEHIND.match(text, end)):
        format_, end = f"{format_} %Y", more.end()
    if more := offset.match(text, end):
        format_, end = f"{format_}{more[1]}%z", more.end()
    elif more := zone.match(text, end):
        format_, end = f"{format_} %Z", more.end()
    return Stamp(found.start(), end, format_)


def _directives(found: re.Match[str], letter: str, shapes: Sequence[tuple[str, str]]) -> str:
    groups = found.groupdict()
    return next(directives for at, (directives, _) in enumerate(shapes) if groups.get(f"{letter}{at}"))


_PARTS = re.compile("%.|[^%]+")
_FIRST_TWO = re.compile(r"(\d\d?)[/-](\d\d?)[/-](?:19|20)\d\d")


@dataclass(frozen=True)
class StampFormats:
    """The formats of the timestamps of a file, the most frequent first.

    `is_ambiguous`: day and month could be the other way round, and nothing in the lines tells.
    """

    formats: tuple[str, ...]
    is_ambiguous: bool = False


def formats_of(stamped: Iterable[tuple[str, Stamp]]) -> StampFormats:
    """The formats of some lines with their stamps; day or month first as values above 12 show."""
    counts: Counter[str] = Counter()
    above = [0, 0]
    for line, stamp in stamped:
        counts[stamp.format] += 1
        if stamp.format.startswith(("%m/%d/%Y", "%-m/%-d/%Y", "%m-%d-%Y")):
            numbers = _FIRST_TWO.match(line, stamp.start)
            for place in (0, 1) if numbers else ():
                above[place] += int(numbers[place + 1]) > 12 if numbers else 0
    found = [name for name, _ in counts.most_common()]
    american = [name for name in found if name.startswith(("%m/%d/%Y", "%-m/%-d/%Y", "%m-%d-%Y"))]
    if above[0] and not above[1]:
        found = [_day_first(name) if name in american else name for name in found]
    found = list(dict.fromkeys(map(_iso, _with_single_digits(found))))
    return StampFormats(tuple(found), bool(american) and not any(above))


def _with_single_digits(formats: Sequence[str]) -> list[str]:
    """The formats, with those of two digits where others have the same of one: what reads one digit reads two."""
    merged: dict[str, set[str]] = {}
    for name in formats:
        merged.setdefault(name.replace("%-", "%"), set()).update(re.findall("%-(.)", name))
    return [
        "".join(f"%-{part[1]}" if part[:1] == "%" and part[1] in single else part for part in _PARTS.findall(name))
        for name, single in merged.items()
    ]


def _day_first(format_: str) -> str:
    for month_first, day_first in (("%m/%d", "%d/%m"), ("%-m/%-d", "%-d/%-m"), ("%m-%d", "%d-%m")):
        if format_.startswith(month_first):
            return day_first + format_[len(month_first) :]
    return format_


_ISO = re.compile(r"%Y-%m-%d[T ]%H:%M:%S(?:[.,]%f)?(?:%z)?")


def _iso(format_: str) -> str:
    """`iso8601` for what is one: it also reads lines with other fractions and offsets."""
    return "iso8601" if _ISO.fullmatch(format_) else format_
