r"""Matchers: which labels a rule is about, as Alertmanager 0.25 reads and applies them.

A matcher is `name`, an operator and a value: `severity = critical`, `cluster =~ "prod-.*"`. The value may be in double
quotes, within which \" \n and \\ are escapes. A list holds where all of its matchers hold; a label that is absent is
the empty text. A regular expression is RE2's and matches the whole value.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

EQUAL, NOT_EQUAL, MATCHES, MATCHES_NOT = "=", "!=", "=~", "!~"
OPERATORS = (EQUAL, NOT_EQUAL, MATCHES, MATCHES_NOT)
EXAMPLE = 'severity="critical" or cluster=~"prod-.*"'

# Go's \s is ASCII without the vertical tab; Python's is more.
_SPACE = r"[\t\n\f\r ]"
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_MATCHER = re.compile(rf"{_SPACE}*({_NAME.pattern}){_SPACE}*(=~|=|!=|!~){_SPACE}*(.*?){_SPACE}*\Z", re.DOTALL)
# What Go's strings.TrimSpace removes: Python's strip also removes separators of ASCII.
_TRIMMED = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}
# RE2 in Go, which Alertmanager runs, has no \C: a byte of UTF-8 is no part of a label's value.
_ESCAPED = re.compile(r"\\Q.*?(?:\\E|\Z)|\\(.)", re.DOTALL)
_UNPAIRED_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Matcher:
    """A label's name, an operator of OPERATORS, and the text or regular expression that it compares with.

    ValueError where the name is no label's name, the operator is unknown, or RE2 refuses the expression.
    """

    name: str
    op: str
    value: str

    def __post_init__(self) -> None:
        """ValueError as above: a matcher that exists can be applied."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"found the label name {self.name!r}; expected ASCII letters, digits, _ and :, no digit first"
            )
        if self.op not in OPERATORS:
            raise ValueError(f"found the operator {self.op!r}; expected one of {' '.join(OPERATORS)}")
        if _UNPAIRED_SURROGATE.search(self.value):
            raise ValueError(f"found the value {self.value!r}, which is no Unicode text; expected one that is")
        if self.is_regex:
            _anchored(self.value)

    @property
    def is_regex(self) -> bool:
        """Whether the value is a regular expression."""
        return self.op in (MATCHES, MATCHES_NOT)

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil it; a label that is absent is the empty text."""
        found = labels.get(self.name, "")
        if self.is_regex:
            text = _UNPAIRED_SURROGATE.sub(_REPLACEMENT, found).encode()
            return (_anchored(self.value).search(text) is not None) == (self.op == MATCHES)
        return (found == self.value) == (self.op == EQUAL)

    def __str__(self) -> str:
        """As people write it; `parse_matcher` reads it back."""
        value = self.value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
        return f'{self.name}{self.op}"{value}"'


Matchers = tuple[Matcher, ...]
"""Matchers that must all hold."""


@lru_cache(maxsize=4096)
def _anchored(pattern: str) -> Any:
    """The compiled expression over UTF-8 bytes, for the whole text; ValueError where RE2 refuses it."""
    options = re2.Options()
    options.log_errors = False
    try:
        if any(escape[1] == "C" for escape in _ESCAPED.finditer(pattern)):
            raise re2.error("\\C stands for a byte, not for a character")
        # Alone first: `a)|(b` would leave the group that anchors it.
        re2.compile(pattern.encode(), options)
        return re2.compile(f"^(?:{pattern})$".encode(), options)
    except re2.error as refused:
        raise ValueError(
            f"found the regular expression {pattern!r}, which RE2 refuses: {_reason(refused)}; expected RE2's syntax, "
            "which has no look-around and no references to groups"
        ) from refused


def _reason(refused: Exception) -> str:
    reason = refused.args[0] if refused.args else "no reason given"
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def matches(matchers: Iterable[Matcher], labels: Mapping[str, str]) -> bool:
    """Whether all matchers hold; true for none."""
    return all(matcher.matches(labels) for matcher in matchers)


def matchers_of(texts: Iterable[str]) -> Matchers:
    """The matchers of a list of texts, as files have them: each text may have several, and all must hold.

    ValueError where a text is no matcher.
    """
    return tuple(matcher for text in texts for matcher in parse_matchers(text))


def parse_matchers(text: str) -> Matchers:
    """The matchers of one text: separated by commas outside of quotes, in braces or not, a comma at the end or not.

    ValueError where a part is no matcher.
    """
    inner = text.removeprefix("{").removesuffix("}")
    *parts, last = _parts(inner)
    if last := last.strip(_TRIMMED):
        parts.append(last)
    return tuple(parse_matcher(part) for part in parts)


def _parts(text: str) -> list[str]:
    """The text, cut at each comma outside of quotes; an escaped quote is no quote."""
    parts, begins = [], 0
    is_quoted = is_escaped = False
    for place, sign in enumerate(text):
        if sign == "," and not is_quoted:
            parts.append(text[begins:place])
            begins = place + 1
        elif sign == '"':
            is_quoted = is_quoted != (not is_escaped)
            is_escaped = False
        elif sign == "\\":
            is_escaped = not is_escaped
        elif sign != ",":
            is_escaped = False
    return [*parts, text[begins:]]


def parse_matcher(text: str) -> Matcher:
    """The matcher of a text; ValueError where it is none."""
    found = _MATCHER.match(text)
    if found is None:
        quoted = text.strip(_TRIMMED).startswith('"')
        known = "a name without quotes (quoted names came after Alertmanager 0.25)" if quoted else "a name"
        raise ValueError(f"found {text!r}; expected {known}, one of {' '.join(OPERATORS)} and a value, as {EXAMPLE}")
    name, op, value = found.groups()
    return Matcher(name, op, _unescaped(value))


def _unescaped(raw: str) -> str:
    """The value of what is written; ValueError where a quote is neither escaped nor around the whole."""
    is_quoted = raw.startswith('"')
    inner = raw[1:] if is_quoted else raw
    made: list[str] = []
    is_closed, is_escaped = not is_quoted, False
    last = len(inner) - 1
    for place, sign in enumerate(inner):
        if is_escaped:
            # A backslash before another sign is a backslash.
            made.append(_ESCAPES.get(sign, "\\" + sign))
            is_escaped = False
        elif sign == "\\" and place < last:
            is_escaped = True
        elif sign == '"':
            if is_closed or place < last:
                raise ValueError(_quote_error(raw))
            is_closed = True
        else:
            made.append(sign)
    if not is_closed:
        raise ValueError(_quote_error(raw))
    return "".join(made)


def _quote_error(raw: str) -> str:
    return (
        f'found the value {raw} with a double quote that is not closed or not escaped; expected "..." with \\" inside'
    )
