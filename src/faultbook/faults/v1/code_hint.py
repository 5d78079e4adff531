"""Code hints: the code that a message itself carries (ORA-00942, HTTP 503, exit code 137), read before masking.

The hint is part of the template hash, so that HTTP 503 and HTTP 404 stay apart; the pattern is frozen with version 1.
Where a hint stands is a property of the message's shape, for no rule tells one digit from another; only a hexadecimal
number counts by its text, as the result of a COM call.
"""

import re

from faultbook.faults.v1.masks import shape

# Words that name a thing, its number or an algorithm: REQ-10482 differs from line to line, SHA-256 identifies no error.
_NO_VENDOR = (
    r"(?!(?:AES|BATCH|CASE|CVE|CUST|ID|INC|INV|ISO|ISSUE|JOB|NODE|ORD|ORDER|POD|REQ|RFC|RUN|SESSION|SHA|TASK|TICKET"
    r"|TXN|USER|USR|UTF)-)"
)
_VENDOR = rf"(?<![/.-]){_NO_VENDOR}[A-Z]{{2,10}}+-\d{{3,6}}+(?![\w-])"
_STATE = r"(?=[A-Z]{0,4}+\d)[0-9A-Z]{5}"
_SQLSTATE = rf"SQLSTATE(?:\[{_STATE}\]|[ :=(]{{1,3}}+{_STATE}(?!\w))"
# [TABLE_OR_VIEW_NOT_FOUND], [DELTA_X.Y]; no part may begin with a digit, for [POOL_7] is a thread.
_ERROR_CLASS = r"(?<=\[)(?:_LEGACY_ERROR_TEMP_\d{4}|[A-Z][A-Z0-9]{1,39}+(?=_)(?:[_.][A-Z][A-Z0-9]{0,39}+){1,9}+)(?=\])"
_NUMBER_ENDS = r"(?!\w|[.:/-]\d)"
_HTTP = (
    r"(?:HTTP|http)(?:/\d(?:\.\d)?\"?)?(?: ?(?:[Ss]tatus|[Ee]rror|[Rr]esponse))?(?:[ _-]?[Cc]ode)?"
    r"[ :=(#]{1,3}+\d{3}" + _NUMBER_ENDS
)
_NUMBERED = (
    r"(?:[Ss]tatus(?:[ _-]?[Cc]ode)?|STATUS|[Ss]ignal|SIGNAL|[Ee]rrno"
    r"|[Ee]xit(?:ed with)?[ _-]?(?:[Cc]ode|[Ss]tatus)|[Ee]rror[ _-]?[Cc]ode)"
    r"[ :=(#]{1,3}+-?\d{1,10}+" + _NUMBER_ENDS
)
_HEX_RESULT = r"\d[xX]\d{3}[0-9a-fA-F]{5}(?!\w)"

CODE_HINT_V1 = (
    r"(?=[A-Z_hse\d])(?<!\w)"
    rf"(?:{_SQLSTATE}|{_HTTP}|{_NUMBERED}|{_ERROR_CLASS}|{_VENDOR}|{_HEX_RESULT})"
)
"""One alternation of version 1: the leftmost match on the shape is where the hint stands."""

HEX_RESULTS = ("0x800", "0x803")
"""How results of COM calls begin, first to last, case aside. With any 0x8... every 16th address were a hint."""

_COMPILED_V1 = re.compile(CODE_HINT_V1, re.ASCII)


def code_hint(message: str) -> str:
    """The first code in the first 2,000 code points of the message, as written; `''` where there is none.

    Eight hexadecimal digits that are no result (HEX_RESULTS) are an address, and the message then has no hint.
    """
    return hint_at(message, hint_span(shape(message)))


def hint_span(shape: str) -> tuple[int, int] | None:
    """Start and end of the hint in all messages of one shape; None where there is none."""
    found = _COMPILED_V1.search(shape)
    return found.span() if found else None


def hint_at(message: str, span: tuple[int, int] | None) -> str:
    """The hint of a message whose shape has it at `span`; `''` for None and for an address."""
    if span is None:
        return ""
    hint = message[slice(*span)]
    first, last = HEX_RESULTS
    is_address = hint[0].isdigit() and not first <= hint[:5].lower() <= last
    return "" if is_address else hint
