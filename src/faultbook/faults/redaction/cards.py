"""Numbers of payment cards: issuer's prefix, length, check digit (ISO/IEC 7812)."""

import re
from collections.abc import Iterator

from faultbook.faults.redaction.marks import Span

_SEPARATOR = r"(?:[ .-]|%20|\+)"
# Begins where the digits begin.
_NUMBER = re.compile(
    rf"""\d(?:(?<!\d\d)|(?<=%3\w\d)|(?<=%2\w\d))
    (?:\d{{12,18}}
    |\d{{3}}(?P<by>{_SEPARATOR})\d{{4}}(?P=by)\d{{4}}(?P=by)\d{{1,7}}
    |\d{{3}}(?P<by6>{_SEPARATOR})\d{{6}}(?P=by6)\d{{4,5}})
    (?![0-9A-Za-z_@]|[.:/-]\d|-\w)""",
    re.VERBOSE | re.ASCII,
)
# A letter or digit on the left is no border, unless it belongs to an escape; a colon is one between name and value.
_BORDER = re.compile(r"""(?:\A|[^0-9A-Za-z_.:/@#-]|[A-Za-z"'`\])]:|%3[AaDd]|%2[0-9A-Ca-c]|\\[nrt])\Z""", re.ASCII)
# These numbers are ids: one of ten has a right check digit by chance.
_AN_ID = re.compile(
    r"(?:(?<![a-z])ids?|[_-]ids?|[a-z]id|trace|span|request|req|seq(?:uence)?|offset|lsn|ts|time(?:stamp)?|block|blk|txn|tx|run|job|task|cluster|workspace|warehouse|"
    r"statement|query|pid|tid|size|bytes|count|total|version|epoch|micros|nanos|ns|duration|hash|key|inode|zxid|session|"
    r"sessionid|event|batch|snapshot|o|commit|row|rows|length|position|pos|number of \w+|order|invoice|tracking|serial|"
    r"imei|isbn|phone|tel|account(?: no| number)?)"
    r"[\"']?\s?[=:#]?\s?[\"']?\Z"
)
_A_CARD = re.compile(r"card|visa|mastercard|amex|(?<![a-z])pan(?![a-z])|(?<![a-z])cc(?![a-z])|credit|debit|payment")


def passes_luhn(digits: str) -> bool:
    """True where the last digit is the check digit of those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """True for an issuer's prefix with one of its lengths and a right check digit."""
    two, three, four, length = int(digits[:2]), int(digits[:3]), int(digits[:4]), len(digits)
    known = (
        (digits[0] == "4" and length in (13, 16, 19))  # Visa
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)  # Mastercard
        or (two in (34, 37) and length == 15)  # American Express
        or ((four == 6011 or two == 65 or 644 <= three <= 649) and length in (16, 19))  # Discover
        or ((two in (36, 38, 39) or 300 <= three <= 305) and length in (14, 16))  # Diners Club
        or (3528 <= four <= 3589 and length == 16)  # JCB
        or (two == 62 and length in (16, 17, 18, 19))  # UnionPay
        or (four in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763) and 12 <= length <= 19)  # Maestro
    )
    return known and len(set(digits)) > 1 and passes_luhn(digits)


def shows_number(shape: str, _lower: str) -> bool:
    """False where `cards` finds nothing in any text of the shape."""
    return _NUMBER.search(shape) is not None


def cards(text: str, lower: str) -> Iterator[Span]:
    """Card numbers, in one piece or in groups. Of 13 and of 17 to 19 digits only where the text mentions cards."""
    speaks_of_cards: bool | None = None
    for found in _NUMBER.finditer(text):
        digits = "".join(filter(str.isdigit, found.group().replace("%20", "")))
        if not is_card(digits) or not _BORDER.search(text, max(0, found.start() - 3), found.start()):
            continue
        if speaks_of_cards is None:
            speaks_of_cards = _A_CARD.search(lower) is not None
        in_groups = len(digits) != found.end() - found.start()
        if not in_groups and not speaks_of_cards:
            is_id = _AN_ID.search(lower, max(0, found.start() - 40), found.start()) is not None
            if is_id or len(digits) not in (14, 15, 16):
                continue
        yield found.span()
