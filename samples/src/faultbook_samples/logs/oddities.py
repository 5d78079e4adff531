"""Lines of real files that parsers fail on, each with its expected result, written by hand.

Nothing here is computed from a line's text: what is a record, with which instant, and what is a reject, for which
reason, is written down as the format's text has it. `LONG_ODDITIES` are lines of about a megabyte and more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from faultbook.faults.severities import UNKNOWN
from faultbook_samples.logs.population import Head
from faultbook_samples.logs.tally import EPOCH, SECOND, Tally

OTHER_TEMPLATE = "other"
_HEAD = Head("CC-3005", "app/api/middleware.py", "Error")
_AT = datetime(2026, 1, 31, 20, 26, 10)
_STAMP = b"2026-01-31T20:26:10Z"
_MESSAGE = b"Network socket error: connection refused"
_MAX_LINE_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Oddity:
    """A line without its line end, and what it is: `record`, `header`, `blank`, or the reason of its rejection."""

    line: bytes
    outcome: str
    head: Head = _HEAD
    at: datetime = _AT

    def count_into(self, tally: Tally) -> None:
        """Count everything about the line but its bytes."""
        if self.outcome == "record":
            tally.heads[self.head] += 1
            tally.templates[OTHER_TEMPLATE] += 1
            tally.see(self.head, _microseconds(self.at), _microseconds(self.at))
        elif self.outcome == "header":
            tally.headers += 1
        elif self.outcome == "blank":
            tally.blanks += 1
        else:
            tally.rejected[self.outcome] += 1


def _microseconds(instant: datetime) -> int:
    since = instant - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def _line(
    stamp: bytes = _STAMP,
    code: bytes = b"CC-3005",
    file: bytes = b"app/api/middleware.py",
    severity: bytes = b"Error",
    message: bytes = _MESSAGE,
) -> bytes:
    return b"\t".join((stamp, code, file, severity, message))


def _all(outcome: str, lines: Iterable[bytes]) -> Iterator[Oddity]:
    return (Oddity(line, outcome) for line in lines)


_HEADERS = (
    b"#",
    b"# note in the middle of a file",
    b"#\tthree\ttabs\tonly",
    b"# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE",
    b"#Format: a\tb\tc\td\te\tf",
    b"# caf\xe9 is no UTF-8",
    b"-",
    b"--------------------------------",
    b"-----\t  ",
)

_BLANKS = (b"", b" ", b"\t", b"\t\t\t\t\t", b" \x0b\x0c\t ", b"\r")

_ACCEPTED_TIMES = (
    ("2026-01-28T23:29:17.855255+00:00Z", datetime(2026, 1, 28, 23, 29, 17, 855255)),
    ("2026-01-28T23:29:17", datetime(2026, 1, 28, 23, 29, 17)),
    ("2026-01-28 23:29:17", datetime(2026, 1, 28, 23, 29, 17)),
    ("2026-01-28t23:29:17z", datetime(2026, 1, 28, 23, 29, 17)),
    ("  2026-01-28 23:29:17Z  ", datetime(2026, 1, 28, 23, 29, 17)),
    ("2026-01-28T23:29:17.8Z", datetime(2026, 1, 28, 23, 29, 17, 800000)),
    ("2026-01-28T23:29:17,855Z", datetime(2026, 1, 28, 23, 29, 17, 855000)),
    ("2026-01-28T23:29:17.000001", datetime(2026, 1, 28, 23, 29, 17, 1)),
    ("2026-01-28T23:29:17.123456789Z", datetime(2026, 1, 28, 23, 29, 17, 123456)),
    ("2026-01-28 23:29:17,999999999", datetime(2026, 1, 28, 23, 29, 17, 999999)),
    ("2026-01-28T23:29:17+05:30", datetime(2026, 1, 28, 17, 59, 17)),
    ("2026-01-28T23:29:17-0800", datetime(2026, 1, 29, 7, 29, 17)),
    ("2026-01-28T23:29:17+02", datetime(2026, 1, 28, 21, 29, 17)),
    ("2026-01-28T23:29:17.5-03:30Z", datetime(2026, 1, 29, 2, 59, 17, 500000)),
    ("2026-01-28T23:29:17+0530z", datetime(2026, 1, 28, 17, 59, 17)),
    ("2026-01-28T23:29:17-02Z", datetime(2026, 1, 29, 1, 29, 17)),
    ("2026-01-28T23:29:17-00:00", datetime(2026, 1, 28, 23, 29, 17)),
    ("2026-01-28T23:29:17+18:00", datetime(2026, 1, 28, 5, 29, 17)),
    ("2026-01-28T23:29:17-1800", datetime(2026, 1, 29, 17, 29, 17)),
    ("2024-02-29T00:00:00Z", datetime(2024, 2, 29)),
    ("2000-02-29T00:00:00Z", datetime(2000, 2, 29)),
    ("1969-12-31T23:59:59.999999999Z", datetime(1969, 12, 31, 23, 59, 59, 999999)),
    ("1582-10-10T12:00:00Z", datetime(1582, 10, 10, 12)),
    ("0001-01-01T00:00:00Z", datetime(1, 1, 1)),
    ("0001-01-01T05:00:00+05:00", datetime(1, 1, 1)),
    ("9999-12-31T23:59:59.999999999Z", datetime(9999, 12, 31, 23, 59, 59, 999999)),
    ("9999-12-31T20:59:59-03:00", datetime(9999, 12, 31, 23, 59, 59)),
)

_REJECTED_TIMES = (
    "",
    "now",
    "2026",
    "2026-01-28",
    "12:30:00",
    "2026-01-28T",
    "2026-01-28T23",
    "2026-01-28T23:29",
    "2026-01-28T23:29Z",
    "2026-1-28T23:29:17Z",
    "26-01-28T23:29:17Z",
    "+2026-01-28T23:29:17Z",
    "-2026-01-28T23:29:17Z",
    "02026-01-28T23:29:17Z",
    "10000-01-01T00:00:00Z",
    "0000-12-31T00:00:00Z",
    "2026-00-28T23:29:17Z",
    "2026-13-28T23:29:17Z",
    "2026-01-00T23:29:17Z",
    "2026-01-32T23:29:17Z",
    "2026-02-29T23:29:17Z",
    "2026-04-31T23:29:17Z",
    "1900-02-29T00:00:00Z",
    "1500-02-29T00:00:00Z",
    "2026-01-28T24:00:00Z",
    "2026-01-28T23:60:17Z",
    "2026-01-28T23:29:60Z",
    "2016-12-31T23:59:60Z",
    "2026-01-28T23:29:17.Z",
    "2026-01-28T23:29:17.1234567890Z",
    "2026-01-28T23:29:17.12.34Z",
    "2026-01-28_23:29:17Z",
    "2026-01-28  23:29:17Z",
    "2026-01-28T 3:29:17Z",
    "2026/01/28T23:29:17Z",
    "2026-01-28T23.29.17Z",
    "2026-01-28T23:29:17ZZ",
    "2026-01-28T23:29:17Z+00:00",
    "2026-01-28T23:29:17+00:00ZZ",
    "2026-01-28T23:29:17 Z",
    "2026-01-28T23:29:17 +00:00",
    "2026-01-28T23:29:17+5",
    "2026-01-28T23:29:17+5:30",
    "2026-01-28T23:29:17+053",
    "2026-01-28T23:29:17+05:3",
    "2026-01-28T23:29:17+05:60",
    "2026-01-28T23:29:17+18:01",
    "2026-01-28T23:29:17-1801",
    "2026-01-28T23:29:17+19",
    "2026-01-28T23:29:17+99:00",
    "2026-01-28T23:29:17+05:30:15",
    "2026-01-28T23:29:17\u221205:00",
    "2026-01-28T23:29:17UTC",
    "2026-01-28T23:29:17 CET",
    "2026-01-28T23:29:17Z[Europe/Berlin]",
    "2026-01-28T23:29:17Z trailing",
    "2026-01-28T23:29:17Z\u00a0",
    "\u0662\u0660\u0662\u0666-01-28T23:29:17Z",
    "\uff12\uff10\uff12\uff16-01-28T23:29:17Z",
    "28 Jan 2026 23:29:17",
    "Wed Jan 28 23:29:17 2026",
    "1769642957",
    "1769642957855",
    "1e9",
    "NaN",
    "epoch",
    "today",
    # Just outside the years 0001 to 9999, through an offset.
    "0001-01-01T00:00:00+00:01",
    "0001-01-01T17:59:59.999999+18:00",
    "9999-12-31T23:59:59-00:01",
    "9999-12-31T06:00:00-18:00",
    # A # line with four tabs may be a record that somebody commented out: it is looked at, never skipped.
    "#2026-01-28T23:29:17Z",
    "# Formatted: TIMESTAMP",
    # A byte-order mark that is not at the file's start is text.
    "\ufeff2026-01-28T23:29:17Z",
    # Five fields, whatever it starts with.
    "at com.example.Main.run(Main.java:42)",
)

_ACCEPTED_CODES = (
    "x",
    "OOM",
    "E:1",
    "a.b_c:d-9",
    "cc-3005",
    "CC-99999999999",
    "CC-2147483648",
    "CC-0007",
    "LONG-" * 12 + "LONG",
)
_REJECTED_CODES = (
    "",
    "3005",
    "-CC",
    "_CC-1",
    "CC 3005",
    "CC/3005",
    "CC-3005!",
    "\u00c9-1",
    "CC-\u0663",
    "\u00a0CC-1",
    "A\0",
    "Z" * 65,
)

_ACCEPTED_SEVERITIES = (
    ("critical", "Critical"),
    ("CRIT", "Critical"),
    ("FATAL", "Critical"),
    ("emerg", "Critical"),
    ("Emergency", "Critical"),
    ("ALERT", "Critical"),
    ("Severe", "Critical"),
    ("ERROR", "Error"),
    ("  err ", "Error"),
    ("eRrOr", "Error"),
    ("warn", "Warning"),
    ("WARNING", "Warning"),
    ("Event", "Event"),
    ("EVENT", "Event"),
    ("info", "Info"),
    ("Information", "Info"),
    ("informational", "Info"),
    ("NOTICE", "Info"),
    ("debug", "Info"),
    ("Trace", "Info"),
)
_UNKNOWN_SEVERITIES = (
    "",
    "Unknown",
    "Errors",
    "Err.",
    "5",
    "Fehler",
    "Warnung",
    "error!",
    "Error\0",
    "\u00a0Error",
    "FAT\u0410L",
)

_ACCEPTED_MESSAGES = (
    b"",
    b" leading and trailing spaces stay ",
    b"tabs\tin\tthe\tmessage\t",
    b"\t\t\t",
    b"NUL \0 bytes \0\0 inside",
    b"a lone \r carriage return inside",
    "\x0b\x0c\x1c\x1d\x1e\u0085\u2028\u2029 are no line ends".encode(),
    "Größe überschritten: 日本語, العربية, emoji 🔥, combining e\u0301".encode(),
    "\ufffe\uffff\ufdd0 are valid UTF-8".encode(),
    b"quotes \" and \\ and `ticks` and 'more' and, commas; $1 ${x} %s {y}",
    b"\x1b[31mred\x1b[0m",
    b"<script>alert('x')</script> ' OR 1=1 --",
    b"java.lang.IllegalStateException: kept, it stands in a message",
)

_ACCEPTED_FILES = (b"", b"C:\\app\\main.py", "daten/größe 1.py".encode(), b"a", b"x" * 4096)

_CONTINUATIONS = (
    b"\tat com.example.orders.Service.place(Service.java:42)",
    b"    raise ValueError('amount')",
    b'  File "/app/api/routes.py", line 17, in place',
    b" # indented",
    b" ----",
    b"at com.example.orders.Service.place(Service.java:42)",
    b"Caused by: java.io.IOException: broken pipe",
    b"Suppressed: java.lang.Exception",
    b"Traceback (most recent call last):",
    b"... 23 more",
    b"... 1 more\tfields",
    b"java.lang.NullPointerException",
    b"java.lang.IllegalStateException: pool is closed",
    b"com.example.Outer$InnerError: nested",
    b"ValueError: invalid literal for int()",
    b"KeyboardInterrupt",
    b"java.lang.Throwable:",
    b"_Error",
)

_TOO_FEW_FIELDS = (
    b"free text",
    _STAMP,
    b"\t".join((_STAMP, b"CC-3005", b"app/api/middleware.py", b"Error")),
    b"2026-01-31T20:26:10Z CC-3005 app/api/middleware.py Error spaces instead of tabs",
    b'{"level": "error", "message": "JSON"}',
    b"Error",
    b"Exception: the class name has nothing before Exception",
    b"Exceptional weather",
    b"ValueErrors: plural",
    b"My Error: two words",
    b"9Error: begins with a digit",
    "ÄError: no ASCII word".encode(),
    "java.io.IOException\u2028".encode(),
    b"Traceback follows",
    b"... many more",
    b"...23 more",
    b"at\tonce",
    b"caused by: lower case",
    b"- -",
    "—————".encode(),
    b"=====",
    b"\0",
    b"\x1c",
    "\u0085".encode(),
    "2026-01-31T20:26:10Z\tCC-3005".encode("utf-16-le"),
    "\u00a0\u2003".encode(),
    "\ufeff# a header after a second byte-order mark".encode(),
)

_BAD_ENCODINGS = (
    _line(message=b"caf\xe9 in Latin-1"),
    _line(message=b"\x80 lone continuation byte"),
    _line(message=b"overlong \xc0\xaf"),
    _line(message=b"overlong \xe0\x80\xaf"),
    _line(message=b"surrogate \xed\xa0\x80"),
    _line(message=b"surrogate pair \xed\xa0\xbd\xed\xb4\xa5"),
    _line(message=b"beyond Unicode \xf4\x90\x80\x80"),
    _line(message=b"never valid \xff\xfe"),
    _line(message=b"cut short \xf0\x9f\x94"),
    _line(file=b"app/\xe4.py"),
    b"\xffnot even fields",
    b"\tat caf\xe9.Main(Main.java:1)",
    bytes(byte for byte in range(256) if byte != 10) + b"!",
)

_SEVERAL_FAULTS = (
    (b"\t\t\t\t", "blank"),
    (b"\t\t\t\tx", "bad_timestamp"),
    (b"not a time\tnot a code\t\tnot a severity\t", "bad_timestamp"),
    (_line(code=b"not a code", severity=b"Unknown"), "bad_code"),
    (_line(stamp=b"yesterday", message=b"caf\xe9"), "bad_encoding"),
)


def _common() -> Iterator[Oddity]:
    yield from _all("header", _HEADERS)
    yield from _all("blank", _BLANKS)
    for text, at in _ACCEPTED_TIMES:
        yield Oddity(_line(stamp=text.encode()), "record", at=at)
    yield from _all("bad_timestamp", (_line(stamp=text.encode()) for text in _REJECTED_TIMES))
    for code in _ACCEPTED_CODES:
        yield Oddity(_line(code=code.encode()), "record", _HEAD._replace(code=code))
    yield Oddity(_line(code=b"  CC-3005 ", file=b"  a b.py "), "record", _HEAD._replace(file_path="a b.py"))
    yield from _all("bad_code", (_line(code=code.encode()) for code in _REJECTED_CODES))
    for spelling, severity in _ACCEPTED_SEVERITIES:
        yield Oddity(_line(severity=spelling.encode()), "record", _HEAD._replace(severity=severity))
    for level in _UNKNOWN_SEVERITIES:
        yield Oddity(_line(severity=level.encode()), "record", _HEAD._replace(severity=UNKNOWN))
    yield from _all("record", (_line(message=message) for message in _ACCEPTED_MESSAGES))
    for file in _ACCEPTED_FILES:
        yield Oddity(_line(file=file), "record", _HEAD._replace(file_path=file.decode()))
    yield from _all("continuation", _CONTINUATIONS)
    yield from _all("too_few_fields", _TOO_FEW_FIELDS)
    yield from _all("bad_encoding", _BAD_ENCODINGS)
    yield from (Oddity(line, outcome) for line, outcome in _SEVERAL_FAULTS)


def _padded(size: int, fill: bytes = b"x") -> bytes:
    start = _line(message=b"long: ")
    return start + fill * (size - len(start))


COMMON_ODDITIES = tuple(_common())

RECORD = Oddity(_line(), "record")

LONG_ODDITIES = (
    Oddity(_line(message=b"word " * 20_000), "record"),
    Oddity(_padded(_MAX_LINE_BYTES), "record"),
    Oddity(_padded(_MAX_LINE_BYTES) + b"\r", "record"),
    Oddity(_padded(_MAX_LINE_BYTES + 1), "too_long"),
    Oddity(_padded(_MAX_LINE_BYTES + 1, b"\xff"), "too_long"),
    Oddity(b"x" * 3_000_000, "too_long"),
    Oddity(b"#" * 2_000_000, "header"),
    Oddity(b" " * 1_500_000, "blank"),
    Oddity(_line(stamp=b"9" * 100_000), "bad_timestamp"),
    Oddity(_line(code=b"C" * 100_000), "bad_code"),
    Oddity(_line(severity=b"e" * 100_000), "record", _HEAD._replace(severity=UNKNOWN)),
    Oddity(_line(message=b"y" * 100_000 + b"\xff"), "bad_encoding"),
    Oddity(b"z" * 100_000, "too_few_fields"),
    Oddity(b" " + b"z" * 100_000, "continuation"),
    RECORD,
)
