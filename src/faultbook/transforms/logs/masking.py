"""Messages in, templates out: the Spark twin of faults/masks.py, equal to it on every text.

A template is a function of the message's shape, so masks, hints and ids may be looked for once per distinct shape and
joined back.
"""

import re
import string
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.masks import MASKS_V1, MESSAGE_LIMIT

_LOWER = string.ascii_lowercase
_UPPER = string.ascii_uppercase
_ANY_DIGIT = string.digits
_ZERO = "0"
_WHITE = r" \t\n\x0B\f\r"


def shape(message: Column) -> Column:
    """The first 2,000 code points with every ASCII digit written 0. Nulls: NULL."""
    cut = first_characters(message)
    # mask() takes a quarter of translate()'s time, but knows digits of every script; ASCII text has none of them.
    keep = F.lit(None).cast("string")
    is_ascii = F.octet_length(message) == F.length(message)
    return F.when(is_ascii, F.mask(cut, keep, keep, F.lit(_ZERO), keep)).otherwise(
        F.translate(cut, _ANY_DIGIT, _ZERO * len(_ANY_DIGIT))
    )


def first_characters(message: Column) -> Column:
    """The code points of a message that count, 2,000 at most. Nulls: NULL."""
    is_short = F.octet_length(message) <= MESSAGE_LIMIT
    return F.when(is_short, message).otherwise(F.substring(message, 1, MESSAGE_LIMIT))


def template_of_shape(shape: Column) -> Column:
    """The template of all messages of one shape. Nulls: NULL."""
    masked = reduce(lambda text, mask: F.regexp_replace(text, *mask), _MASKS, shape)
    return F.trim(F.regexp_replace(masked, _WHITE_SPACE, " "))


def template(message: Column) -> Column:
    """The message with `<*>` for what varies. Nulls: NULL."""
    return template_of_shape(shape(message))


def listed(pattern: str, *, digits: str = _ANY_DIGIT) -> str:
    """The pattern with its ranges and classes written out, [a-c] as [abc]. On shapes `digits` may be "0", the only one.

    java.util.regex looks a list up in a table but calls a function per range: half the time, and no match changes.
    """
    return _CLASS_OR_ESCAPE.sub(lambda found: _listed_token(found.group(), digits), pattern)


_CLASS_OR_ESCAPE = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]")


def _listed_token(token: str, digits: str) -> str:
    members = {r"\d": digits, r"\w": f"{digits}{_LOWER}{_UPPER}_", r"\s": _WHITE}
    if token in members:
        return members[token] if members[token] == _ZERO else f"[{members[token]}]"
    if token == r"\S":
        return f"[^{_WHITE}]"
    if not token.startswith("["):
        return token
    ranges = {"0-9": digits, "a-z": _LOWER, "A-Z": _UPPER, "a-f": "abcdef", "A-F": "ABCDEF"}
    return reduce(lambda text, item: text.replace(*item), [*members.items(), *ranges.items()], token)


_MASKS = tuple((listed(mask.pattern, digits=_ZERO), mask.replacement) for mask in MASKS_V1)
# Every run of white space but the single space, which would be replaced by itself.
_WHITE_SPACE = listed(r"\s(?:(?<=[\t\n\x0B\f\r])|(?=\s))\s*+")
