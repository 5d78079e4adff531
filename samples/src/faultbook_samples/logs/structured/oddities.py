"""JSON lines of real files that parsers fail on, each with its expected result, written by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from faultbook.faults.severities import UNKNOWN
from faultbook_samples.logs.structured.catalogue import ENVIRONMENT, NO_CODE

_AT = datetime(2026, 1, 31, 20, 26, 10, tzinfo=UTC)
_REST = b'"message":"odd","service":"odd","environment":"prod"'
_T = b'"timestamp":"2026-01-31T20:26:10Z"'


@dataclass(frozen=True, slots=True)
class JsonOddity:
    """A line without its line end, and what it is: `record`, `header`, `blank`, or the reason of its rejection.

    A record is of the service `odd`; severity, code and time are of records only.
    """

    line: bytes
    outcome: str
    severity: str = UNKNOWN
    code: str = NO_CODE
    at: datetime = _AT
    service: str = "odd"
    environment: str = ENVIRONMENT


def _object(*parts: bytes) -> bytes:
    return b"{" + b",".join(parts) + b"}"


_INSTANTS = (
    (b'"2026-01-31T20:26:10Z"', _AT),
    (b'"2026-01-31 20:26:10,999"', datetime(2026, 1, 31, 20, 26, 10, 999_000, tzinfo=UTC)),
    (b'"2026-01-31T22:26:10.5+02:00"', datetime(2026, 1, 31, 20, 26, 10, 500_000, tzinfo=UTC)),
    (b"1769891170", _AT),
    (b'"1769891170"', _AT),
    (b"1769891170.25", datetime(2026, 1, 31, 20, 26, 10, 250_000, tzinfo=UTC)),
    (b"1769891170123", datetime(2026, 1, 31, 20, 26, 10, 123_000, tzinfo=UTC)),
    (b"1769891170123456", datetime(2026, 1, 31, 20, 26, 10, 123_456, tzinfo=UTC)),
    (b"1769891170123456789", datetime(2026, 1, 31, 20, 26, 10, 123_456, tzinfo=UTC)),
    (b"1000000000", datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)),
    (b"9999999999", datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)),
)
_NO_INSTANTS = (
    b'""',
    b'"now"',
    b'"2026-01-31"',
    b'"12:30:00"',
    b"0",
    b"20260131",
    b'"20260131202610"',
    b"202601312026",
    b"-1769891170",
    b"999999999",
    b"10000000000",
    b"17698911701234567890",
    b"true",
    b"[]",
    b"{}",
    b'"1769891170Z"',
    b'"NaN"',
    b'"2026-01-31T24:00:00Z"',
    b"1e9",
)
_BAD_JSON = (
    b"{",
    b"}",
    b"{]",
    b'{"a"}',
    b'{"a":}',
    b"{a:1}",
    b"{'a':1}",
    b'{"a":1,}',
    b'{"a":01}',
    b'{"a":.5}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":undefined}',
    b'{"a":"\t"}',
    b'{"a":"\\x41"}',
    b'{"a":1}{"b":2}',
    b'{"a":1} tail',
    b'{"a":1}]',
    b'{"a":1},{"b":2}',
    b"[]",
    b"[{}]",
    b"5",
    b'"text"',
    b"null",
    b"true",
    b"plain words",
    b'{"a":1}\0',
    b"<log level='error'/>",
    b"2026-01-31T20:26:10Z\tCC-3005\tapp/a.py\tError\ttab-separated",
    b"\xef\xbb\xbf{}",
    b'{"a":"cut off',
    b'{"a":' + b"[" * 1_200 + b"]" * 1_200 + b"}",
    b"--- {} ---",
    b"#\ta\tb\tc\td\te",
)
_MISSING = (
    b"{}",
    _object(_T),
    _object(_T, b'"message":null'),
    _object(b'"message":"m"'),
    _object(b'"timestamp":null', b'"message":"m"'),
    _object(b'"TIMESTAMP":"2026-01-31T20:26:10Z"', b'"message":"m"'),
    _object(b'"log":{"timestamp":"2026-01-31T20:26:10Z"}', b'"message":"m"'),
)
_LEVELS = (
    *(("fatal", "Critical"), ("ERR", "Error"), ("  warn ", "Warning"), ("Event", "Event"), ("Notice", "Info")),
    *(("TRACE", "Info"), ("40", "Warning"), ("50", "Error")),
)
_NO_LEVELS = (b'"Weird"', b'""', b"41", b"true", b"{}", b'"error!"', b"null")
_KEPT = (
    b'"a":1,"a":2',
    b'"nested":{"x":1,"x":[1,2]}',
    b'"big":123456789012345678901234567890123456789012345',
    b'"tiny":1e-400',
    b'"half":"\\ud83d"',
    b'"pair":"\\ud83d\\udd25"',
    '"ключ":"значение"'.encode(),
    b'"":""',
    b'"nul":"\\u0000"',
    b'"deep":' + b"[" * 200 + b"]" * 200,
    b'"labels":"none"',
    b'"labels":{"a":{"b":1},"n":null}',
    b'"labels":{"a":1,"a":2}',
    b'"http_status":"many"',
    b'"source_line":1.5',
    b'"error_code":"not a code"',
    b'"stack_trace":""',
    b'"stack_trace":["a","b"]',
    b'"user_id":{"id":7}',
    b'"trace_id":""',
    b'"level":null',
    b'"metadata":{"a":[1]}',
    b'"long":"' + b"x" * 5_000 + b'"',
    b'"html":"<script>alert(1)</script>"',
    b'"quote":"\\" \\\\ \\/ \\n"',
)
_BAD_BYTES = (b"\xff", b"caf\xe9", b"\xed\xa0\x80", b"\xf0\x9f\x94", b"\xc0\xaf")


def _odd() -> Iterator[JsonOddity]:
    yield from (JsonOddity(line, "blank") for line in (b"", b" ", b"\t\t", b"\r"))
    yield from (JsonOddity(line, "header") for line in (b"# a note", b"#", b"-----"))
    for text, at in _INSTANTS:
        yield JsonOddity(_object(b'"timestamp":' + text, _REST), "record", at=at)
    yield from (JsonOddity(_object(b'"timestamp":' + text, _REST), "bad_timestamp") for text in _NO_INSTANTS)
    yield from (JsonOddity(line, "bad_json") for line in _BAD_JSON)
    yield from (JsonOddity(line, "missing_field") for line in _MISSING)
    for spelling, severity in _LEVELS:
        yield JsonOddity(_object(_T, f'"level":"{spelling}"'.encode(), _REST), "record", severity)
    yield from (JsonOddity(_object(_T, b'"level":' + level, _REST), "record", UNKNOWN) for level in _NO_LEVELS)
    yield from (JsonOddity(_object(_T, _REST, part), "record") for part in _KEPT)
    yield from (JsonOddity(_object(_T, b'"message":"' + bad + b'"'), "bad_encoding") for bad in _BAD_BYTES)
    yield JsonOddity(b" " + _object(_T, _REST) + b"  ", "record")
    yield JsonOddity(_object(_T, _REST, b'"error_code":"E-7"', b'"exception_type":"a.B"'), "record", code="E-7")
    yield JsonOddity(_object(_T, _REST, b'"exception_type":"java.io.IOException"'), "record", code="IOException")
    yield JsonOddity(_object(_T, b'"message":""', b'"service":"odd"', b'"environment":"prod"'), "record")
    yield JsonOddity(_object(_T, b'"message":{"a":1}', b'"app":"odd"', b'"env":"prod"'), "record")
    yield JsonOddity(_object(_T, _REST, b'"http_status":503'), "record", "Info")
    yield JsonOddity(_object(_T, _REST, b'"http_status":503', b'"stack_trace":"x"'), "record")
    yield JsonOddity(_object(_T, _REST, b'"padding":"' + b"x" * 1_048_576 + b'"'), "too_long")


ODDITIES = tuple(_odd())
