"""Masks: a message goes in, its template comes out, `<*>` for what varies.

Version 1. Every stored template hash rests on its text, so it is frozen: a snapshot test fails on any edit, and a
better list is MASKS_V2 under a new hash version. The same text runs in Python's re (with re.ASCII) and in
java.util.regex, hence in Spark.
"""

import re
from typing import NamedTuple

MESSAGE_LIMIT = 2_000
"""Code points of a message that count. Cut first: it bounds what a hostile line can cost."""

PLACEHOLDER = "<*>"

_DIGITS_TO_ZERO = str.maketrans("123456789", "000000000")


class Mask(NamedTuple):
    """One global replacement. `replacement` is in Java's spelling, where `$1` is group 1."""

    name: str
    pattern: str
    replacement: str


# `\b` is written out: it asks Unicode in Java up to 18 and ASCII from 19 on, so one message would have two hashes.
_WORD_ENDS = r"(?!\w)"

_URL = r"""[A-Za-z][A-Za-z0-9+]{1,11}+://[^\s"'<>)\]},;]++"""
_PATH = r"""[\w.~$@-]*+(?:/[^\s/,;:="'()\[\]{}|]++){2,}+/?"""
_WINDOWS_PATH = r"""[A-Za-z]:\\[^\s"'<>|,;]*+"""
_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}" + _WORD_ENDS
_COLON_HEX = r"(?:[0-9a-fA-F]{0,4}:){2,}+[0-9a-fA-F.]*+(?![\w:])"
_HEX_0X = r"[-+]?0[xX][0-9a-fA-F]++"
_HEX_RUN = r"(?=[a-fA-F]*+\d)[0-9a-fA-F]{8,}+" + _WORD_ENDS
# Digits alone are a number, which may carry a unit, however long it is.
_SIGNED_HEX = r"[-+]?(?=\d*+[a-fA-F])" + _HEX_RUN
# Class names of exceptions and errors are what an error is about; the lookbehinds spare them.
_DOTTED = (
    r"[A-Za-z_][\w-]*+(?:(?:\.[\w$-]++){2,}+(?:@[0-9a-fA-F]++)?(?::\d++)?|\.[A-Za-z]{2,}+:\d++|@(?:[\w-]++\.)++\w++)"
    r"(?<!Exception)(?<!Error)"
)
_CLUSTER = r"\d{4}-\d{6}-[a-z0-9]{8}" + _WORD_ENDS
_AFTER_DASH = rf"-(?<=[A-Za-z0-9]-)(?:{_UUID}|(?=[a-z]*+\d)[a-z0-9]{{8,10}}-[a-z0-9]{{5}}{_WORD_ENDS}|{_HEX_RUN})"
_AFTER_UNDERSCORE = rf"(?<=[A-Za-z]_)(?:{_UUID}|{_HEX_RUN})"
# "%" counts only before a word: so it was measured.
_UNIT = r"(?: ?(?:(?:[KMGTP]i?B|B|bytes|ms|us|ns|secs?|seconds?|s|m|h|min|minutes?|hours?|days?)(?!\w)|%(?=\w)))?"
_NUMBER = r"[-+]?\d++(?:[-+:.,/T]\d++)*+(?:Z(?!\w))?" + _UNIT

# Where a word may begin. Most words hold nothing to mask: only one with punctuation right behind its first run can be a
# long form. To look for that first saves a third of the time and changes no match.
_WORD_STARTS = r"(?<![\w<>.@~$-])(?=[\w/~$@.:+-])"
_PUNCTUATED = r"(?=[\w-]*+[.:/@~$+])"
_LONG_FORMS = "|".join((_URL, _PATH, _WINDOWS_PATH, _UUID, _COLON_HEX, _HEX_0X, _SIGNED_HEX, _DOTTED))
_ONE = (
    rf"{_WORD_STARTS}(?:{_PUNCTUATED}(?:{_LONG_FORMS})|{_UUID}|{_HEX_0X}|{_SIGNED_HEX})"
    rf"|(?=[-+\d])(?:{_CLUSTER}|{_AFTER_DASH}|{_AFTER_UNDERSCORE}|{_NUMBER})"
    rf"|(?=[a-fA-F]){_AFTER_UNDERSCORE}"
)

MASKS_V1 = (
    Mask("quoted", r"""(["'`])(?<![A-Za-z0-9].)[^"'`\s]++\1(?![A-Za-z0-9])""", PLACEHOLDER),
    Mask("kv", r"""=(?<=[A-Za-z0-9_)\]]=)(?!=)[^\s,;()\[\]{}<>|&"'=]++""", "=" + PLACEHOLDER),
    Mask("one", _ONE, PLACEHOLDER),
    Mask("collapse", r"<\*>(?:[\s,:;/|_.+-]*+<\*>)++", PLACEHOLDER),
    Mask(
        "month",
        r"(?=[A-Z][a-z])(?<!\w)(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+<\*>",
        PLACEHOLDER,
    ),
    Mask("repeat", r"(?<!\S)((?>\S*?<\*>)\S*+)(?:\s+\1(?!\S))++", "$1"),
)
"""The masks of version 1, in the order in which they are applied."""

_COMPILED_V1 = tuple(
    (mask.name, re.compile(mask.pattern, re.ASCII), mask.replacement.replace("$1", r"\1")) for mask in MASKS_V1
)
_WHITE_SPACE = re.compile(r"\s+", re.ASCII)


def shape(message: str) -> str:
    """The first 2,000 code points with every ASCII digit written 0. Code points keep their places."""
    return message[:MESSAGE_LIMIT].translate(_DIGITS_TO_ZERO)


def template_of_shape(shape: str) -> str:
    """The template of all messages of one shape: masks in order, then white space made single and trimmed."""
    text = shape
    for name, pattern, replacement in _COMPILED_V1:
        if _may_match(name, text):
            text = pattern.sub(replacement, text)
    return _WHITE_SPACE.sub(" ", text).strip(" ")


def _may_match(name: str, text: str) -> bool:
    """False only where the mask cannot match: a plain search for what it needs costs a tenth of the pattern."""
    if name == "quoted":
        return '"' in text or "'" in text or "`" in text
    if name == "kv":
        return "=" in text
    if name in {"collapse", "repeat"}:
        return text.count(PLACEHOLDER) > 1
    return name != "month" or PLACEHOLDER in text


def template(message: str) -> str:
    """The message with `<*>` for what varies; `''` for a blank message."""
    return template_of_shape(shape(message))
