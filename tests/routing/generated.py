"""Generated matchers, labels, inhibit rules and time intervals, valid and not, from a source of chance.

Time intervals are mappings as Alertmanager's files have them.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytz

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Pacific/Auckland", "Asia/Tokyo"),
    *("Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Tehran"),
    *("Antarctica/Troll", "Pacific/Apia", "America/Caracas", "America/Santiago"),
)
"""With offsets of half an hour and of 45 minutes, clocks that change by 30 and 120 minutes, a day that was left out."""

NAMES = ("severity", "team", "a", "_x", "job:kind", "cluster")
VALUES = (
    *("", "a\nb", 'a"b', "a b"),
    *("a", "b", "ab", "AB", "prod-1", "dev", "foo", "xx", "x", "abc", "é", "αβ", "a.b", "1", "42", "\\d"),
    *("a\\b", "a,b", "{a}", "bad", "{a", "x{2"),
)
EXPRESSIONS = (
    "",
    *("prod-.*", "a|b", "(a|b)c", "[a-c]+", "\\d+", "x{1,2}", "(?i)ab", "^a$", ".", "é", "\\p{Greek}+", "a.b"),
    *(".+", "\\x61", "[[:alpha:]]+", "(?s)a.b", "\\Qa.b\\E"),
    *("\\bfoo\\b", "(?P<n>a)", "a*?", "x?", "(?:a)(?:b)?", "\\z", "[^a]", "\\W", "$", "(?m)^b$", "\\pL"),
    *("[\\d]", "a\\nb", "ab|", "\\Qa", "(?U)a+", "\\.", "a,b", "\\Aa", "\\w+"),
)
REFUSED = (
    *("(?=x)", "[z-a]", "(", "*", "a**", "\\C", "x{2,1}", "x{1001}", "\\1", "(?<=a)b", "\\Z", "a)", "[a"),
    *("\\p{Nope}", "(?P<n>a)(?P<n>b)", "(?P=n)", "\\", "(?#x)", "+a"),
    *("(?>a)", "x{500}{500}", "\\8", "[[:nope:]]", "(?a)"),
)
"""What RE2 refuses. A backslash alone is none in Alertmanager's quotes, but is one at an expression's end."""

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def expression(chance: Random, refused: float = 0.0) -> str:
    if chance.random() < refused:
        return chance.choice(("", "a", "a|")) + chance.choice(REFUSED)
    parts = [chance.choice(EXPRESSIONS) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    return chance.choice(("", "|")).join(parts)


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def matcher_text(chance: Random, wrong: float = 0.0) -> str:
    """One matcher as people write it; wrong in some way where chance has it."""

    def space() -> str:
        return chance.choice(("", "", "", " ", "  ", "\t"))

    name = chance.choice(NAMES)
    op = chance.choice(("=", "!=", "=~", "!~"))
    value = expression(chance, wrong / 2) if "~" in op else chance.choice(VALUES)
    style = chance.random()
    written = f'"{escaped(value)}"' if style < 0.6 else value if style < 0.8 else escaped(value)
    if chance.random() < wrong:
        match chance.randrange(7):
            case 0:
                name = chance.choice(("", "1a", "a-b", "a b", '"a"', "é", "a.b"))
            case 1:
                op = chance.choice(("", "==", "=!", "~", "=~~", "!", "~="))
            case 2:
                written = chance.choice(
                    ('"', '"a', 'a"', 'a"b', '"a"b', '"a\\"', "\\", "a\\", '"\\a"', '"a\\\\"', '""a')
                )
            case 3:
                written += chance.choice(("}", "{", ",", ",,", ", ", "\n", "\v", "\u2003", "\x1c"))
            case 4:
                name = chance.choice((",", "{", "}", "{ ", " {")) + name
            case 5:
                return chance.choice(("", "a", "{}", "{", ",", "=", "{,}", "a=b,,c=d", "{a=b}}", "{{a=b}"))
            case _:
                written = written.replace("a", "\u00a0")
    return f"{space()}{name}{space()}{op}{space()}{written}{space()}"


def matchers_text(chance: Random, wrong: float = 0.0) -> str:
    """A text of one matcher or several."""
    joined = ",".join(matcher_text(chance, wrong) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    return chance.choice(("{}", "{}", "{}", "{{{}}}", "{},", "{{{},}}")).format(joined)


def labels(chance: Random) -> dict[str, str]:
    """Labels without the absent ones."""
    found = {name: chance.choice(VALUES) for name in NAMES if chance.random() < 0.7}
    return {name: value for name, value in found.items() if value}


# Inhibition: few names and values, so that sides overlap and labels are equal.

KEYS = {"severity": ("critical", "warning"), "kind": ("node", "task"), "cluster": ("a", "b"), "zone": ("1",)}


def few_labels(chance: Random) -> dict[str, str]:
    return {name: chance.choice(values) for name, values in KEYS.items() if chance.random() < 0.75}


def few_matchers(chance: Random) -> list[tuple[str, str, str]]:
    """Name, operator, value of each matcher of one side."""
    names = chance.sample(sorted(KEYS), chance.choice((0, 1, 1, 1, 2)))
    return [(name, *_of_a_side(chance, KEYS[name])) for name in names]


def _of_a_side(chance: Random, values: tuple[str, ...]) -> tuple[str, str]:
    value = chance.choice((*values, *values, ""))
    return chance.choice((("=", value), ("=", value), ("!=", value), ("=~", f"{value}|x"), ("!~", f"{value}.*")))


def inhibit_rule(chance: Random) -> dict[str, Any]:
    return {
        "source": few_matchers(chance),
        "target": few_matchers(chance),
        "equal": chance.sample(sorted(KEYS), chance.choice((0, 0, 1, 1, 2))),
    }


# Time intervals.


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def times_around(chance: Random, minute: int) -> dict[str, str]:
    """A part of a day that often begins or ends at a minute, or beside it."""
    near = [min(max(minute + by, 0), 1440) for by in (-61, -60, -30, -1, 0, 1, 2, 30, 60)]
    ends = sorted(chance.sample(sorted({*near, 0, 120, 180, 540, 1020, 1380, 1440}), 2))
    return {"start_time": _clock(ends[0]), "end_time": _clock(ends[1])}


def days_around(chance: Random, day: int, length: int) -> str:
    """Days of a month, from its start or end, often with a bound at a day or beside it."""
    while True:
        first, last = (
            chance.choice((near, near, near - length - 1, chance.choice((1, 15, 28, 29, 30, 31, -1, -2, -28, -31))))
            for near in (min(max(day + chance.choice((-2, -1, 0, 0, 1, 2)), 1), length) for _ in range(2))
        )
        begins, ends = (each if each > 0 else 28 + each for each in (first, last))
        if begins <= ends and not first < 0 < last:
            return str(first) if first == last else f"{first}:{last}"


def interval_around(chance: Random, local: datetime, length: int) -> dict[str, Any]:
    """An interval with bounds near a local time, in a month of `length` days; without a location."""
    made: dict[str, Any] = {}
    if chance.random() < 0.6:
        made["times"] = [times_around(chance, local.hour * 60 + local.minute) for _ in range(chance.choice((1, 1, 2)))]
    if chance.random() < 0.4:
        made["days_of_month"] = [days_around(chance, local.day, length) for _ in range(chance.choice((1, 1, 2)))]
    for field, names, at in (("weekdays", WEEKDAYS, local.isoweekday() % 7), ("months", MONTHS, local.month - 1)):
        if chance.random() < 0.3:
            made[field] = [_named(chance, names, at) for _ in range(chance.choice((1, 1, 2)))]
    if chance.random() < 0.2:
        first = local.year + chance.choice((-1, 0, 0, 1))
        made["years"] = [chance.choice((str(first), f"{first}:{first + chance.randrange(3)}"))]
    return made


def _named(chance: Random, names: tuple[str, ...], at: int) -> str:
    first, last = sorted(min(max(at + chance.choice((-1, 0, 0, 0, 1)), 0), len(names) - 1) for _ in range(2))
    takes_numbers = len(names) == 12 and chance.random() < 0.5
    ends = [
        str(each + 1) if takes_numbers else chance.choice((names[each], names[each].title())) for each in (first, last)
    ]
    return ends[0] if first == last and chance.random() < 0.7 else ":".join(ends)


def clock_changes(zone: str, first: datetime, last: datetime) -> list[datetime]:
    """The instants between two at which a zone's offset changes, to the minute, by pytz."""
    found, step, at = [], timedelta(hours=6), first
    while at < last:
        if offset_of(zone, at) != offset_of(zone, at + step):
            low, high = at, at + step
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                low, high = (low, middle) if offset_of(zone, middle) != offset_of(zone, low) else (middle, high)
            found.append(high)
        at += step
    return found


def offset_of(zone: str, instant: datetime) -> timedelta:
    """What a zone adds to UTC at an instant, by pytz: files of zones and code of its own."""
    offset = instant.astimezone(pytz.timezone(zone)).utcoffset()
    assert offset is not None
    return offset


def instant_in(chance: Random, zone: str) -> datetime:
    """A full minute of 1992 to 2036, half of them near a change of the clock or the end of a month."""
    year = chance.randrange(1992, 2037)
    at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(365 * 1440))
    kind = chance.random()
    if kind < 0.35 and (changes := clock_changes(zone, at, at + timedelta(days=240))):
        return chance.choice(changes) + timedelta(
            minutes=chance.choice((-61, -60, -31, -1, 0, 1, 29, 30, 59, 60, 61, 90))
        )
    if kind < 0.5:
        months_end = at.replace(day=1, hour=0, minute=0) - offset_of(zone, at)
        return months_end + timedelta(minutes=chance.choice((-1441, -1440, -90, -1, 0, 1, 90)))
    return at
