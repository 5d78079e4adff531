"""Formats of timestamps as definitions name them: compiled to a regex and a fast reader with the minutes remembered.

Directives are strptime's, of fixed width where their name does not say otherwise. `iso8601` and `epoch` are formats of
their own. A timestamp without a year or without a date is completed from when the file was last written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from faultbook.formats.instants import in_zone, instant, instant_or_epoch
from faultbook.formats.patterns.offsets import offset_of_name, offset_of_text

TimestampReader = Callable[[str], int | None]
"""Microseconds since 1970 of a text; None where it is no instant."""

_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = tuple(month[:3] for month in _LONG_MONTHS)
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH_NUMBERS = {name: number for names in (_MONTHS, _LONG_MONTHS) for number, name in enumerate(names, 1)}
_OFFSET = r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)"

_DIRECTIVES: dict[str, tuple[str, int | None]] = {
    "Y": (r"\d{4}", 4),
    "y": (r"\d\d", 2),
    "m": (r"[01]\d", 2),
    "-m": (r"[01]?\d", None),
    "d": (r"[0-3]\d", 2),
    "-d": (r"[0-3]?\d", None),
    "e": (r"[ 0-3]\d", 2),
    "j": (r"[0-3]\d\d", 3),
    "H": (r"[0-2]\d", 2),
    "-H": (r"[0-2]?\d", None),
    "k": (r"[ 0-2]\d", 2),
    "I": (r"[01]\d", 2),
    "-I": (r"[01]?\d", None),
    "M": (r"[0-5]\d", 2),
    "S": (r"[0-6]\d", 2),
    "f": (r"\d{1,9}", None),
    "p": (r"[AaPp][Mm]", 2),
    "b": (f"(?:{'|'.join(_MONTHS)})", 3),
    "B": (f"(?:{'|'.join(_LONG_MONTHS)})", None),
    "a": (_DAYS, 3),
    "A": (r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", None),
    "z": (_OFFSET, None),
    "Z": (r"[A-Za-z]{1,5}", None),
}
"""Directive -> regex, and its width where that is fixed."""
_SAME = {"-m": "m", "b": "m", "B": "m", "-d": "d", "e": "d", "-H": "H", "k": "H", "-I": "I", "A": "a"}
"""Directive -> the part that it names as well."""
_TOKEN = re.compile(r"%(-?[A-Za-z%])|([^%])|(%)", re.DOTALL)

ISO8601, EPOCH = "iso8601", "epoch"
_WHOLE = {
    ISO8601: rf"\d{{4}}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?{_OFFSET}?",
    EPOCH: r"(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d{1,9})?",
}
_MOST_REMEMBERED = 4_096
_HOUR, _DAY = 3_600_000_000, 86_400_000_000


class TimestampError(ValueError):
    """A format of timestamps is wrong: position (from 1), what was found, what is expected."""


@dataclass(frozen=True)
class TimestampFormat:
    """`text`: the format as named. `regex`: what it matches, without groups, for every engine.

    `groups`: the same regex with a group for each part. `second_at`: where the seconds begin, if always at one place.
    """

    text: str
    regex: str
    groups: re.Pattern[str]
    second_at: int | None

    def reader(self, zone: str, file_time: int, matched: bool) -> TimestampReader:
        """The reader for timestamps without an offset in `zone`, of a file last written at `file_time`.

        `matched`: every text that it is given matches `regex`.
        """
        if self.text == EPOCH:
            return lambda text: instant_or_epoch(text, zone) if self.groups.fullmatch(text) else None
        if self.text == ISO8601:
            return _iso_reader(zone) if matched else lambda text: instant(text, zone)
        read = self._reader(zone, file_time)
        if matched:
            return read
        return lambda text: read(text) if self.groups.fullmatch(text) else None

    def _reader(self, zone: str, file_time: int) -> TimestampReader:
        minutes: dict[str, int | None] = {}
        second = self.second_at
        has_fraction = "f" in self.groups.groupindex

        def minute_of(key: str, text: str) -> int | None:
            found = self.groups.fullmatch(text)
            if len(minutes) >= _MOST_REMEMBERED:
                minutes.clear()
            minutes[key] = minute = _minute(found.groupdict(), zone, file_time) if found else None
            return minute

        def whole(text: str) -> int | None:
            minute = minutes[text] if text in minutes else minute_of(text, text)
            found = self.groups.fullmatch(text)
            if minute is None or found is None:
                return None
            parts = found.groupdict()
            return _with_seconds(minute, parts.get("S") or "00", parts.get("f") or "")

        def at_place(text: str) -> int | None:
            key, rest = text[:second], text[behind:]
            fraction = ""
            if has_fraction:
                tail = rest[1:].lstrip("0123456789")
                fraction = rest[1 : len(rest) - len(tail)]
                rest = tail
            key += rest
            minute = minutes[key] if key in minutes else minute_of(key, text)
            return None if minute is None else _with_seconds(minute, text[second:behind], fraction)

        if second is None:
            return whole
        behind = second + 2
        return at_place


@cache
def timestamp_format(text: str) -> TimestampFormat:
    """The format of a text such as `%d/%b/%Y:%H:%M:%S %z`, `iso8601` or `epoch`. TimestampError where it is none."""
    if text in _WHOLE:
        return TimestampFormat(text, _WHOLE[text], re.compile(_WHOLE[text], re.ASCII), None)
    plain, grouped = [], []
    names: set[str] = set()
    width: int | None = 0
    second_at, before_fraction = None, 0
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        directive, literal, alone = token.groups()
        if alone or (directive and directive != "%" and directive not in _DIRECTIVES):
            raise TimestampError(
                f"at character {token.start() + 1}: found {token[0]!r}, expected one of "
                f"{', '.join('%' + name for name in _DIRECTIVES)}, or {ISO8601} or {EPOCH} alone"
            )
        if literal or directive == "%":
            plain.append(re.escape(literal or "%"))
            grouped.append(plain[-1])
            width = None if width is None else width + 1
            continue
        regex, fixed = _DIRECTIVES[directive]
        name = _SAME.get(directive, directive)
        if name in names:
            raise TimestampError(f"at character {token.start() + 1}: found %{directive}, expected each part once")
        if name == "S":
            second_at = width
        if name == "f":
            before = tokens[place - 2][1] if place > 1 and tokens[place - 1][2] else None
            before_fraction = 1 if before == "S" else 2
        names.add(name)
        plain.append(regex)
        grouped.append(f"(?P<{name}>{regex})")
        width = None if width is None or fixed is None else width + fixed
    if not names & {"H", "I"} or ("I" in names) != ("p" in names):
        raise TimestampError(f"found {text!r}, expected an hour: %H, or %I with %p; or {ISO8601} or {EPOCH} alone")
    if ("d" in names) != ("m" in names) or (names & {"Y", "y"} and not names & {"d", "j"}):
        raise TimestampError(f"found {text!r}, expected the whole date (%m and %d, or %j with a year) or none of it")
    if "j" in names and not names & {"Y", "y"}:
        raise TimestampError(f"found {text!r}, expected a year (%Y) beside the day of the year")
    if before_fraction == 2:
        second_at = None
    return TimestampFormat(text, "".join(plain), re.compile("".join(grouped), re.ASCII), second_at)


def _with_seconds(minute: int, second: str, fraction: str) -> int | None:
    # 60 is a leap second, which Unix counts as the first of the next minute.
    if second > "60":
        return None
    micros = minute + int(second) * 1_000_000
    return micros + int(fraction[:6].ljust(6, "0")) if fraction else micros


def _iso_reader(zone: str) -> TimestampReader:
    minutes: dict[str, int | None] = {}

    def read(text: str) -> int | None:
        ends_in = text[-1]
        if ends_in in "Zz":
            key, fraction = text[:16] + "Z", text[20:-1]
        elif len(text) > 19 and ("+" in text[19:] or "-" in text[19:]):
            return instant(text, zone)
        else:
            key, fraction = text[:16], text[20:]
        if key in minutes:
            minute = minutes[key]
        else:
            if len(minutes) >= _MOST_REMEMBERED:
                minutes.clear()
            minutes[key] = minute = instant(f"{text[:16]}:00", "UTC" if ends_in in "Zz" else zone)
        second = text[17:19]
        return None if minute is None or second > "59" else _with_seconds(minute, second, fraction)

    return read


def _minute(parts: dict[str, str], zone: str, file_time: int) -> int | None:
    """The instant of a timestamp without its seconds. None where there is no such day or hour."""
    hour = int(parts.get("H") or parts.get("I") or 0)
    if noon := parts.get("p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (noon in ("PM", "pm", "Pm", "pM"))
    if hour > 23:
        return None
    minute = int(parts.get("M") or 0)
    for day in _days(parts, zone, file_time):
        at = _at(day + timedelta(hours=hour, minutes=minute), parts, zone)
        if at is not None and (_is_complete(parts) or at <= file_time + (_DAY if "d" in parts else _HOUR)):
            return at
    return None


def _is_complete(parts: dict[str, str]) -> bool:
    return "Y" in parts or "y" in parts


def _days(parts: dict[str, str], zone: str, file_time: int) -> list[datetime]:
    """The days that it may be, the latest first; none where there is no such day."""
    written = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=file_time)
    local = (written if zone == "UTC" else written.astimezone(ZoneInfo(zone))).replace(tzinfo=None)
    if "d" not in parts and "j" not in parts:
        today = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return [today, today - timedelta(days=1)]
    if not _is_complete(parts):
        # Eight years hold a 29 February.
        years = range(local.year + 1, max(local.year - 9, 0), -1)
    elif "Y" in parts:
        years = range(int(parts["Y"]), int(parts["Y"]) + 1)
    else:
        short = int(parts["y"])
        years = range(short + (2000 if short < 69 else 1900), short + (2001 if short < 69 else 1901))
    return [day for year in years if (day := _day(year, parts)) is not None]


def _day(year: int, parts: dict[str, str]) -> datetime | None:
    try:
        if "j" in parts:
            day = datetime(year, 1, 1) + timedelta(days=int(parts["j"]) - 1)
            return day if day.year == year else None
        month = parts["m"]
        return datetime(year, _MONTH_NUMBERS.get(month) or int(month), int(parts["d"]))
    except (ValueError, OverflowError):
        return None


def _at(local: datetime, parts: dict[str, str], zone: str) -> int | None:
    offset = None
    if text := parts.get("z"):
        offset = offset_of_text(text)
    elif name := parts.get("Z"):
        offset = offset_of_name(name, local, zone)
    elif "z" not in parts and "Z" not in parts:
        return in_zone(local, zone)
    if offset is None:
        return None
    try:
        return in_zone(local - timedelta(minutes=offset), "UTC")
    except OverflowError:
        return None
