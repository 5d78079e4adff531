"""The parts of a message that vary: numbers, addresses, paths, and the ids of data platforms.

A slot has variants; within a variant every value has the same width in bytes. That is what lets the plan know a file's
size before anything is rendered. Ids always contain a digit, as real ones almost always do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

Variant = tuple[str, tuple[Sequence[Any], ...]]

_LETTERS = "bcdfghjklmnpqrstvwxz"
_PAIRS = tuple(a + b for a in _LETTERS + "2456789" for b in _LETTERS + "2456789")
_PAIRS_WITH_DIGIT = tuple(digit + letter for digit in "2456789" for letter in _LETTERS)
_SINGLES = tuple(_LETTERS)
_POD = (_PAIRS_WITH_DIGIT, _PAIRS, _PAIRS, _PAIRS, _PAIRS, _PAIRS, _PAIRS, _SINGLES)
_OCTETS = (range(10, 100), range(100, 250), range(2, 10))


def _digits(*widths: int) -> tuple[Variant, ...]:
    return tuple(("%d", (range(10 ** (width - 1), 10**width),)) for width in widths)


def _words(text: str, *groups: str) -> tuple[Variant, ...]:
    return tuple((text, (tuple(group.split()),)) for group in groups)


SLOTS: dict[str, tuple[Variant, ...]] = {
    "few": (("%d", (range(2, 10),)), ("%d", (range(10, 33),))),
    "count": _digits(3, 2, 5, 4),
    "ms": _digits(4, 3, 5, 2),
    "seconds": (("%d", (range(10, 100),)), ("%d", (range(2, 10),)), ("%d", (range(100, 900),))),
    "percent": (("%d", (range(80, 100),)),),
    "size": _digits(7, 5, 9, 6),
    "mib": _digits(3, 4),
    "port": (("%d", (range(1024, 10_000),)), ("%d", (range(10_000, 65_536),))),
    "offset": _digits(7, 8, 6),
    "id": _digits(5, 6),
    "ip": (
        ("10.%d.%d.%d", (_OCTETS[0], _OCTETS[1], _OCTETS[2])),
        ("10.%d.%d.%d", (_OCTETS[1], _OCTETS[1], _OCTETS[0])),
        ("192.168.%d.%d", (_OCTETS[2], _OCTETS[0])),
    ),
    "host": (
        ("db-%d.prod.example.internal", (range(1, 10),)),
        ("cache-%d.prod.example.internal", (range(10, 40),)),
        ("%s.svc.cluster.local", (("billing", "catalog", "ledgers", "pricing"),)),
        ("worker-%d.eu-west.example.internal", (range(100, 400),)),
    ),
    "url": (
        ("https://api.example.com/v1/orders/%d", (range(10_000, 100_000),)),
        ("https://pay.example.com/charge/%d", (range(100_000, 1_000_000),)),
        ("http://inventory.example.internal:8080/items/%d", (range(1000, 10_000),)),
    ),
    "path": (
        ("/var/data/in/part-%05d.parquet", (range(20_000),)),
        ("/mnt/landing/2026/01/%02d/batch-%06d.json", (range(1, 32), range(1_000_000))),
        ("/tmp/spill/%08x/%d.tmp", (range(16**8), range(100, 1000))),
        ("/etc/app/conf.d/%02d-limits.yaml", (range(1, 60),)),
    ),
    "table": (
        *_words("main.sales.%s", "orders events claims quotes", "invoices payments sessions products"),
        *_words("prod.finance.%s", "ledger budget prices refund"),
    ),
    "column": _words("%s", "amount region status locale", "order_id quantity currency"),
    "topic": _words("%s", "orders.created orders.changed", "payment.failed payment.posted"),
    "user": _words("%s", "alice bruno chloe david elena", "ana leo mia tom", "johanna matthew yasmine"),
    "key": _words("%s", "DB_POOL_SIZE HTTP_TIMEOUT RETRY_BUDGET", "FEATURE_FLAGS_URL SESSION_SECRET_ID"),
    "uuid": (("%08x-%04x-4%03x-a%03x-%012x", (range(16**8), range(16**4), range(16**3), range(16**3), range(16**12))),),
    "request": (("req-%d%011x", (range(1, 10), range(16**11))),),
    "hex": (("0x%08x", (range(16**8),)),),
    "cluster": (
        (
            "%02d%02d-%02d%02d%02d-%s%s%s%s",
            (range(1, 13), range(1, 29), range(24), range(60), range(60), _PAIRS_WITH_DIGIT, _PAIRS, _PAIRS, _PAIRS),
        ),
    ),
    "run": _digits(15, 12),
    "pod": (
        ("api-gateway-%s%s%s%s%s-%s%s%s", _POD),
        ("billing-worker-%s%s%s%s%s-%s%s%s", _POD),
        ("orders-%s%s%s%s%s-%s%s%s", _POD),
    ),
    "version": (("%d.%d.%d", (range(1, 10), range(10, 40), range(10))),),
    "status": (("%d", ((500, 502, 503, 504),)),),
    "client_status": (("%d", ((400, 403, 409, 422, 429),)),),
    "sqlstate": (("%s", (("40001", "57014", "08006", "23505", "53300"),)),),
    "exit": (("%d", ((134, 137, 139, 143),)),),
    "checksum": (("%08x%08x", (range(16**7, 16**8), range(16**8))),),
    "day": (("2026-01-%02d", (range(1, 32),)),),
}


@dataclass(frozen=True)
class MessageForm:
    """A message template with one variant chosen for each slot: `text % (one value of each of values)`."""

    text: str
    values: tuple[tuple[Sequence[Any], int], ...]
    width: int
    """Bytes of every message of this form, in UTF-8."""

    @property
    def example(self) -> str:
        """One message of this form."""
        return self.text % tuple(values[count // 2] for values, count in self.values)


def make_form(template: str, number: int) -> MessageForm:
    """The `number`th form of a template such as `{few} attempts to {host}`: slots go through their variants in turn."""
    text = ""
    values: list[Sequence[Any]] = []
    for place, (literal, slot, _, _) in enumerate(Formatter().parse(template)):
        text += literal.replace("%", "%%")
        if slot:
            variants = SLOTS[slot]
            pattern, choices = variants[(number + place) % len(variants)]
            text += pattern
            values.extend(choices)
    width = len((text % tuple(choices[0] for choices in values)).encode())
    return MessageForm(text, tuple((choices, len(choices)) for choices in values), width)
