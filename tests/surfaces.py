"""Secrets made at run time, files that hold them everywhere, and every way by which what faultbook knows gets out.

Nothing here reads the rules of redaction. Tokens have the forms that their vendors publish (AWS, Azure, Google,
Databricks, GitHub, GitLab, Slack, Stripe, npm, PyPI; RFC 7519 for JWT, RFC 7617 and 6750 for the headers, RFC 7468 for
private keys, ISO/IEC 7812 for card numbers); a test that lands them needs none that is real.
"""

import base64
import html
import json
import random
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

START = datetime(2026, 3, 2, tzinfo=UTC)
HISTORY_HOURS = 9 * 24
INCIDENT = START + timedelta(hours=HISTORY_HOURS + 4)
LONGEST_LINE = 4_096
"""Setting max_line_bytes of the run, so that a line that is too long is a small one."""

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_FRAGMENT = re.compile(r"[A-Za-z]{6,}")


@dataclass(frozen=True)
class Secret:
    """A secret in a sentence: `needles` are the parts of it that nothing may show."""

    kind: str
    text: str
    needles: tuple[str, ...]

    @property
    def searched(self) -> tuple[str, ...]:
        """The needles, and the runs of letters in them that a mask of digits would leave."""
        runs = (run for needle in self.needles for run in _FRAGMENT.findall(needle))
        return tuple(dict.fromkeys((*self.needles, *runs)))


def secrets(seed: int = 20) -> tuple[Secret, ...]:
    """One secret of each kind; the same seed gives the same."""
    dice = _Dice(seed)
    return tuple(
        Secret(kind, text, tuple(needles))
        for group in (_cloud_keys, _vendor_tokens, _sign_ins, _others)
        for kind, text, *needles in group(dice)
    )


class _Dice(random.Random):
    """Random texts of the shapes that tokens have."""

    def some(self, length: int, letters: str = _LETTERS_AND_DIGITS) -> str:
        """Of `letters`, with a digit and a letter at least."""
        made = "".join(self.choice(letters) for _ in range(length - 2))
        at = self.randrange(2, length - 3)
        letter = self.choice([each for each in letters if each.isalpha()])
        return made[:at] + self.choice(string.digits) + letter + made[at:]

    def word(self) -> str:
        """A password that is one word."""
        return "".join(self.choice("bdfgklmnprstvz") + self.choice("aeiou") for _ in range(6))

    def b64(self, length: int) -> str:
        """The base64 of as many bytes."""
        return base64.b64encode(self.randbytes(length)).decode()

    def b64url(self, length: int) -> str:
        """The same, as JWTs write it."""
        return base64.urlsafe_b64encode(self.randbytes(length)).decode().rstrip("=")


Made = Iterator[tuple[str, ...]]


def _cloud_keys(dice: _Dice) -> Made:
    key = "AK" + "IA" + dice.some(16, string.ascii_uppercase + "234567")
    yield "AWS key id", f"access of {key} to the bucket was denied", key
    key = dice.some(40, _LETTERS_AND_DIGITS + "/+")
    yield "AWS secret key", f"sign failed, aws_secret_access_key={key} rejected", key
    key = dice.b64(64)
    where = f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={key};EndpointSuffix=core.windows.net"
    yield "Azure storage key", f"using {where}", key
    key = dice.b64(32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    where = f"https://shop.blob.core.windows.net/logs/a?sv=2024-11-04&sp=r&sig={key}"
    yield "Azure SAS signature", f"GET {where} gave 403", key
    key = dice.word()
    where = f"Server=tcp:db.internal,1433;User Id=app;Password={key};Encrypt=True"
    yield "SQL connection string", f"cannot open {where}", key
    key = "AI" + "za" + dice.some(35, _LETTERS_AND_DIGITS + "-_")
    yield "Google API key", f"maps refused {key} today", key
    key = "da" + "pi" + dice.some(32, "0123456789abcdef")
    yield "Databricks token", f"workspace refused {key} of the job", key


def _vendor_tokens(dice: _Dice) -> Made:
    key = "gh" + "p_" + dice.some(36)
    yield "GitHub token", f"clone refused {key} as expired", key
    key = "gl" + "pat-" + dice.some(20)
    yield "GitLab token", f"runner refused {key} as expired", key
    numbers = (str(dice.randrange(10**11, 10**12)) for _ in range(2))
    key = "xo" + "xb-" + "-".join((*numbers, dice.some(24)))
    yield "Slack token", f"posting with {key} failed", key
    key = "sk" + "_live_" + dice.some(24)
    yield "Stripe key", f"charging with {key} failed", key
    key = "np" + "m_" + dice.some(36)
    yield "npm token", f"publishing with {key} failed", key
    key = "py" + "pi-" + "AgEIcHlwaS5vcmc" + dice.some(60, _LETTERS_AND_DIGITS + "-_")
    yield "PyPI token", f"upload with {key} failed", key


def _sign_ins(dice: _Dice) -> Made:
    header, claims, signature = "ey" + "JhbGciOiJIUzI1NiJ9", "ey" + "J" + dice.b64url(30), dice.b64url(32)
    yield "JSON web token", f"session {header}.{claims}.{signature} is over", claims, signature
    key = dice.some(40, _LETTERS_AND_DIGITS + "-._~")
    yield "bearer header", f"upstream said 401 to Authorization: Bearer {key}", key
    key = base64.b64encode(f"app:{dice.word()}{dice.randrange(100, 999)}".encode()).decode()
    yield "basic header", f"upstream said 401 to Authorization: Basic {key}", key
    key = dice.word()
    yield "password: value", f"login failed, password: {key}", key
    key = dice.word()
    yield "password=value", f"login failed for app with password={key} twice", key
    key = dice.word()
    yield "password in JSON", f'sent {{"user":"app","password":"{key}"}} in vain', key
    key = dice.word()
    yield "password in a URL", f"cannot reach postgres://app:{key}@db.internal:5432/shop", key


def _others(dice: _Dice) -> Made:
    key, armour = dice.b64(90), "PRIVATE" + " KEY-----"
    yield "private key", f"cannot load -----BEGIN RSA {armour} {key} -----END RSA {armour}", key
    key = _card(dice)
    grouped = " ".join(key[at : at + 4] for at in range(0, 16, 4))
    yield "card number", f"payment by card {grouped} was refused", key, grouped
    name = f"{dice.word()}.{dice.word()}"
    yield "e-mail address", f"no mail for {name}" + "@" + "example.org since noon", name


def _card(dice: random.Random) -> str:
    digits = [4, 5, *(dice.randrange(10) for _ in range(13))]
    doubled = (digit if place % 2 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-sum(doubled) % 10)


class Search:
    """Looks for secrets in whatever came out, also where markup or JSON escaped parts of them."""

    def __init__(self, planted: Sequence[Secret]) -> None:
        self._kinds = {needle: secret.kind for secret in planted for needle in secret.searched}
        longest_first = sorted(self._kinds, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest_first)))

    def kinds(self, text: str) -> set[str]:
        """The kinds of which the text shows something."""
        plain = html.unescape(text.replace("\\", ""))
        return {self._kinds[found] for each in (text, plain) for found in self._any.findall(each)}


# --- What lands

Line = bytes


def tab_separated(at: datetime, message: str, *, code: str = "APP-1", severity: str = "Error") -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}\t{code}\tapp/main.py\t{severity}\t{message}"


def _tabs(text: str, **fields: str) -> str:
    whole = {"at": "2026-03-03T10:00:00Z", "code": "APP-1", "file": "app/main.py", "severity": "Error", "message": text}
    return "\t".join({**whole, **fields}.values())


def _json(**fields: object) -> str:
    return json.dumps({"timestamp": "2026-03-03T10:00:00Z", "level": "error", "message": "no", **fields})


REJECTED_TABS: Mapping[str, Any] = {
    "too_long": lambda text: (_tabs(text) + " x" * LONGEST_LINE).encode(),
    "bad_encoding": lambda text: _tabs(text).encode() + b" \xff",
    "continuation": lambda text: f"  at {text}".encode(),
    "too_few_fields": lambda text: text.encode(),
    "bad_timestamp": lambda text: _tabs("no", at=text).encode(),
    "bad_code": lambda text: _tabs("no", code=text).encode(),
    "unknown_severity": lambda text: _tabs("no", severity=text).encode(),
}
"""Reason -> a tab-separated line with the text that is rejected for it, or was before it became a record."""
REJECTED_JSON: Mapping[str, Any] = {
    "too_long": lambda text: _json(message=text + " x" * LONGEST_LINE).encode(),
    "bad_encoding": lambda text: _json(message=text).encode()[:-2] + b' \xff"}',
    "bad_json": lambda text: f"{{ {text}".encode(),
    "missing_field": lambda text: json.dumps({"note": text}).encode(),
    "bad_timestamp": lambda text: _json(timestamp=text).encode(),
    "unknown_severity": lambda text: _json(level=text).encode(),
}

FIELDS = (
    *("host", "logger", "thread", "pod_name", "container_id", "user_id", "request_id", "trace_id", "correlation_id"),
    *("error_code", "http_method", "user_agent", "source_type"),
)
"""Fields of a JSON line, other than texts and objects, that end in a column of their own."""


def json_lines(secret: Secret, at: datetime) -> Iterator[str]:
    """The secret in every part of a JSON line: message, unknown fields, labels, stack trace, and each short field."""
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    trace = f"com.acme.Refused: {secret.text}\n\tat com.acme.Shop.buy(Shop.java:7)\n"
    whole = {"timestamp": stamp, "level": "error", "service": "web"}
    yield json.dumps({**whole, "message": secret.text})
    yield json.dumps({**whole, "message": "unknown fields", "note": secret.text, "deep": {"list": [secret.text]}})
    yield json.dumps({**whole, "message": "labels", "labels": {"region": "eu", "note": secret.text}})
    yield json.dumps({**whole, "message": "refused", "stack_trace": trace})
    yield json.dumps({**whole, "message": "an exception's own words", "exception": f"com.acme.Refused: {secret.text}"})
    for name in FIELDS:
        yield json.dumps({**whole, "message": f"short field {name}", name: secret.text})


def text_lines(secret: Secret, at: datetime) -> Iterator[str]:
    """The secret in a log4j line, in its thread, and in the trace that follows the line: five lines, three records."""
    stamp = f"{at:%Y-%m-%d %H:%M:%S},000"
    yield f"{stamp} ERROR [main] com.acme.Shop - {secret.text}"
    yield f"{stamp} ERROR [{secret.text}] com.acme.Shop - short field thread"
    yield f"{stamp} ERROR [main] com.acme.Shop - refused"
    yield f"com.acme.Refused: {secret.text}"
    yield "\tat com.acme.Shop.buy(Shop.java:7)"


def land_history(landing: Path) -> None:
    """Nine quiet days without a secret, so that what comes then is new."""
    at = (START + timedelta(hours=hour) for hour in range(0, HISTORY_HOURS, 3))
    _write(landing / "shop" / "history.log", (tab_separated(hour, "heartbeat was late").encode() for hour in at))
    lines = (
        json.dumps(
            {"timestamp": f"{START + timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}", "level": "error", "message": "late"}
        )
        for hour in range(0, HISTORY_HOURS, 3)
    )
    _write(landing / "web" / "history.jsonl", (line.encode() for line in lines))


def land_secrets(landing: Path, planted: Sequence[Secret]) -> None:
    """An hour in which every secret is logged in every way: records of all tables, and rejects of all reasons."""
    records = (
        tab_separated(INCIDENT + timedelta(seconds=n), secret.text, code=f"S-{place}").encode()
        for place, secret in enumerate(planted)
        for n in range(12)
    )
    _write(landing / "shop" / "secrets.log", records)
    _write(
        landing / "web" / "secrets.jsonl",
        (line.encode() for secret in planted for line in json_lines(secret, INCIDENT)),
    )
    _write(
        landing / "jvm" / "secrets-log4j",
        (line.encode() for secret in planted for line in text_lines(secret, INCIDENT)),
    )
    for name, kinds in (("rejects.log", REJECTED_TABS), ("rejects.jsonl", REJECTED_JSON)):
        _write(landing / "odd" / name, (line(secret.text) for secret in planted for line in kinds.values()))


def _write(path: Path, lines: Iterator[Line]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in lines))


# --- What was written


def stored_texts(lakehouse: Path, left_out: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Every file below the lakehouse as (place, text): of Parquet files each column but those left out of the table."""
    for path in sorted(lakehouse.rglob("*")):
        if not path.is_file():
            continue
        place = path.relative_to(lakehouse)
        if path.suffix != ".parquet":
            yield str(place), path.read_bytes().decode("utf-8", errors="replace")
            continue
        table = next((part for part in place.parts if part in left_out), "")
        columns = pq.ParquetFile(path).read()
        for name in columns.column_names:
            if name not in left_out.get(table, ()):
                yield f"{'/'.join(place.parts[:2])}.{name}", json.dumps(columns[name].to_pylist(), default=str)
