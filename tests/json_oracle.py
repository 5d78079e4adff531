"""A plain reader of JSON log lines, for tests to compare with: standard library only, nothing shared with faultbook."""

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.oracle import SEVERITIES, STAMP

NAMES = {
    "at": "timestamp @timestamp time ts",
    "message": "message msg",
    "level": "level log.level",
    "service": "service service.name app",
    "environment": "environment service.environment env",
    "code": "error_code errorCode error.code",
    "type": "exception_type error.type",
    "stack": "stack_trace error.stack_trace",
}
PINO = {"10": "trace", "20": "debug", "30": "info", "40": "warn", "50": "error", "60": "fatal"}


def read(path: Path) -> tuple[Counter, Counter]:
    """Counts of each kind of line; records counted by (hour, service, environment, severity, code)."""
    data = (gzip.decompress if path.suffix == ".gz" else bytes)(path.read_bytes()).removeprefix(b"\xef\xbb\xbf")
    judged = [judge(line.removesuffix(b"\n").removesuffix(b"\r")) for line in re.findall(rb".*\n|.+", data)]
    return Counter(kind for kind, _ in judged), Counter(key for kind, key in judged if kind == "record")


def judge(line: bytes) -> tuple[str, tuple | None]:  # noqa: PLR0911 - one per rule of the format
    if not line.strip(b" \t\r\v\f"):
        return "blank", None
    if re.match(rb"#(?: ?Format:|(?!(?:[^\t]*\t){4}))", line) or not line.rstrip(b" \t").strip(b"-"):
        return "header", None
    if len(line) > 1_048_576:
        return "too_long", None
    try:
        found = json.loads(line.decode(), parse_constant=int, parse_float=str, parse_int=str)
    except UnicodeDecodeError:
        return "bad_encoding", None
    except (ValueError, RecursionError):
        return "bad_json", None
    if not isinstance(found, dict):
        return "bad_json", None
    first = {key: next((found[name] for name in names.split() if found.get(name) is not None), None)
             for key, names in NAMES.items()}  # fmt: skip
    if first["at"] is None or first["message"] is None:
        return "missing_field", None
    at, level = instant(str(first["at"])), str(first["level"] or "").strip(" ").lower()
    if at is None:
        return "bad_timestamp", None
    causes = re.findall(r"^(?:Caused by: )?([A-Za-z][\w.]*(?:Error|Exception))(?=:|$)", str(first["stack"]), re.M)
    code = first["code"] if re.fullmatch(r"[A-Za-z][\w.:-]*", first["code"] or "") else None
    named = first["type"] or (causes[-1] if causes else "(none)")
    is_access = not level and is_request(found) and first["stack"] is None and first["type"] is None
    severity = "Info" if is_access else SEVERITIES.get(PINO.get(level, level), "Unknown")
    keys = (first["service"], first["environment"], severity, code or named.rpartition(".")[2])
    return "record", (at.replace(minute=0, second=0, microsecond=0), *keys)


def is_request(found: dict) -> bool:
    status = str(found.get("http_status"))
    return status.isdigit() or found.get("http_method") is not None or found.get("http.request.method") is not None


def instant(text: str) -> datetime | None:
    if re.fullmatch(r"(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d+)?", text):
        size = {10: 6, 13: 3, 16: 0, 19: -3}[len(text.partition(".")[0])]
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(float(text) * 10 ** (size - 6)))
    if not (found := re.fullmatch(STAMP, text, re.ASCII)):
        return None
    *parts, sign, hours, minutes = found.groups(default="0")
    try:
        away = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        return datetime(*map(int, parts[:6]), tzinfo=UTC) - away
    except (ValueError, OverflowError):
        return None
