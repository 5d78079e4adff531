r"""A regular expression as Java reads it, which finds what RE2 finds.

Java differs: `$` also fits before a last line end, `.` takes no `\r` or `\u2028`, `\s` takes `\v`, `\b` knows letters
of all scripts in some versions, `[a[b]]` and `&&` mean sets, and case is ignored for ASCII only. So classes are
written out as ranges, and anchors as what they mean.
"""

from functools import lru_cache

from faultbook.rules.regexes.parsing import parsed
from faultbook.rules.regexes.tree import LAST, Anchor, Category, Chars, Choice, Group, Node, Place, Repeat, Sequence

WORD_BOUNDARY = "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))"
NO_WORD_BOUNDARY = "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))"
LINE_BEGIN = "(?:\\A|(?<=\\n))"
LINE_END = "(?:\\z|(?=\\n))"
RE2_TEXT = {WORD_BOUNDARY: r"\b", NO_WORD_BOUNDARY: r"\B", LINE_BEGIN: "(?m:^)", LINE_END: "(?m:$)"}
"""What Java needs look-around for, and RE2's own text for it; no other part of a translation contains these."""
_ANCHORS = {
    Anchor.BEGIN: "\\A",
    Anchor.END: "\\z",
    Anchor.LINE_BEGIN: LINE_BEGIN,
    Anchor.LINE_END: LINE_END,
    Anchor.WORD: WORD_BOUNDARY,
    Anchor.NO_WORD: NO_WORD_BOUNDARY,
}
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _\"'/:;,=<>@%~`!#")


@lru_cache(maxsize=4096)
def java_regex(pattern: str) -> str:
    """The expression for `RLIKE` and `regexp_extract` of Spark; WrongRegex where there is none."""
    return _text(parsed(pattern))


def re2_regex(java: str) -> str:
    """A translated expression for RE2, which has no look-around."""
    for text, own in RE2_TEXT.items():
        java = java.replace(text, own)
    return java


def _text(node: Node) -> str:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Chars(ranges=ranges):
            return _class(ranges)
        case Category(name=name, negated=negated):
            return f"\\{'P' if negated else 'p'}{{{name}}}"
        case Place(anchor=anchor):
            return _ANCHORS[anchor]
        case Sequence(parts=parts):
            return "".join(_text(part) if not isinstance(part, Choice) else f"(?:{_text(part)})" for part in parts)
        case Choice(parts=parts):
            return "|".join(map(_text, parts))
        case Group(part=part, captures=captures):
            return f"({'' if captures else '?:'}{_text(part)})"
        case Repeat(part=part):
            return f"{_repeatable(part)}{_sign(node)}"


def _repeatable(node: Node) -> str:
    return _text(node) if isinstance(node, Chars | Category | Group) else f"(?:{_text(node)})"


def _sign(node: Repeat) -> str:
    match node.least, node.most:
        case 0, None:
            sign = "*"
        case 1, None:
            sign = "+"
        case 0, 1:
            sign = "?"
        case least, None:
            sign = f"{{{least},}}"
        case least, most:
            sign = f"{{{least}}}" if least == most else f"{{{least},{most}}}"
    return sign + ("?" if node.lazy else "")


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    if not ranges:
        return "[^\\x{0}-\\x{10FFFF}]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _character(ranges[0][0])
    if ranges[-1][1] == LAST:  # a class of all others is shorter
        begin, others = 0, []
        for first, last in ranges:
            if first > begin:
                others.append((begin, first - 1))
            begin = last + 1
        return f"[^{_inside(tuple(others))}]" if others else "[\\x{0}-\\x{10FFFF}]"
    return f"[{_inside(ranges)}]"


def _inside(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(
        _character(first) if first == last else f"{_character(first)}-{_character(last)}" for first, last in ranges
    )


def _character(code: int) -> str:
    return chr(code) if chr(code) in _PLAIN else f"\\x{{{code:X}}}"
