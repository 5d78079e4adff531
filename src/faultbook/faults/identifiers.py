"""Request and user ids that a message carries. Conservative: "user is" and `user_id=null` name nobody.

No rule tells one digit from another, so an id stands where its pattern matches on the message's shape.
"""

import re
from typing import NamedTuple

from faultbook.faults.v1.masks import shape


class IdPattern(NamedTuple):
    """What stands before an id, and the id itself."""

    lead: str
    value: str

    @property
    def whole(self) -> str:
        """One pattern; group 1 is the id."""
        return f"{self.lead}({self.value})"


_HAS_DIGIT = r"(?=[A-Za-z_-]{0,127}+\d)"
_UUID_OR_HEX = r"(?=[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-|(?=[a-fA-F]{0,64}+\d)[0-9a-fA-F]{8})"
_NOBODY = (
    r"(?!(?:[Nn]ull|NULL|[Nn]one|nil|[Uu]ndefined|[Uu]nknown|[Aa]nonymous|[Tt]rue|[Ff]alse|[Mm]issing|[Ii]nvalid|[Ee]mpty)"
    r"(?![\w-]))"
)
# Whole or not at all: a value that goes on in other letters is not cut.
_VALUE_ENDS = r"(?![\w-]|[^\x00-\x7F])"

_REQUEST_KEY = (
    r"(?:[Rr]eq(?:uest)?|REQ(?:UEST)?)[ _-]?[Ii][Dd][\"']?"
    rf"(?:(?: = |[:=] ?)[\"']?{_HAS_DIGIT}| {_HAS_DIGIT}(?=[\w-]{{6}}))"
)
_REQUEST_WORD = rf"(?:[Rr]equest|REQUEST) (?:{_UUID_OR_HEX}|(?=req[-_]){_HAS_DIGIT})"
_REQUEST_BARE = rf"(?<![\w-])(?=req[-_][0-9A-Za-z-]{{6}}){_HAS_DIGIT}"

REQUEST_ID = IdPattern(
    lead=rf"(?=[Rr])(?<![A-Za-z0-9])(?:{_REQUEST_KEY}|{_REQUEST_WORD}|{_REQUEST_BARE})",
    value=rf"[0-9A-Za-z][\w-]{{0,127}}+{_VALUE_ENDS}",
)
"""`request_id=...`, `req-id: ...`, `request <uuid>`, or a word that begins with `req-`."""

_USER_IS_SHOWN = r"(?:[\"'`]|(?=[A-Za-z_.+-]{0,127}+[\d@]))"
_USER_KEY = rf"[ _-]?(?:[Ii][Dd]|[Nn]ame)?[\"']?(?:(?: = |=)[\"'`]?|: ?{_USER_IS_SHOWN})"
_USER_KEY_WORDS = rf"[ _-]?[Ii][Dd] {_USER_IS_SHOWN}"
_USER_QUOTED = r"[\"'`](?=[^\"'`\s]{1,128}+[\"'`])"
_USER_EMAIL = r"(?=[\w.+-]{1,64}+@[A-Za-z0-9])"
_USER_NUMBERED = rf"{_HAS_DIGIT}(?=[\w-]{{4,128}}+(?![.:/]\w))"
_USER_WORD = rf" (?:{_USER_QUOTED}|{_USER_EMAIL}|{_USER_NUMBERED})"
_USER_VALUE = r"[0-9A-Za-z](?:[\w-]|[.@+\\](?=[0-9A-Za-z])){0,127}+"

USER_ID = IdPattern(
    lead=rf"(?=[Uu])(?<![A-Za-z0-9])(?:[Uu]ser|USER)(?:{_USER_KEY}|{_USER_KEY_WORDS}|{_USER_WORD}){_NOBODY}",
    value=_USER_VALUE + _VALUE_ENDS,
)
"""`user_id=...`, `user 'alice'`, `user alice@example.com`, `user 48213`."""

_REQUEST_ID = re.compile(REQUEST_ID.whole, re.ASCII)
_USER_ID = re.compile(USER_ID.whole, re.ASCII)
Span = tuple[int, int]


def request_id(message: str) -> str | None:
    """The first request id in the first 2,000 code points of the message; None where there is none."""
    return text_at(message, request_id_span(shape(message)))


def user_id(message: str) -> str | None:
    """The first user id in the first 2,000 code points of the message; None where there is none."""
    return text_at(message, user_id_span(shape(message)))


def request_id_span(shape: str) -> Span | None:
    """Start and end of the request id in all messages of one shape; None where there is none."""
    # Most messages contain none of the words, and a plain search costs a tenth of the pattern.
    if not ("req" in shape or "Req" in shape or "REQ" in shape):
        return None
    found = _REQUEST_ID.search(shape)
    return found.span(1) if found else None


def user_id_span(shape: str) -> Span | None:
    """Start and end of the user id in all messages of one shape; None where there is none."""
    if not ("user" in shape or "User" in shape or "USER" in shape):
        return None
    found = _USER_ID.search(shape)
    return found.span(1) if found else None


def text_at(message: str, span: Span | None) -> str | None:
    """The text of a message at a span; None for None."""
    return None if span is None else message[slice(*span)]
