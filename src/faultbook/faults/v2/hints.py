"""Code hints of version 2: the code that a message itself carries, in one spelling (`HTTP 503`, `errno 13`).

The hint is part of the template hash, for digits are masked: HTTP 503 and HTTP 404 stay apart. What means success (HTTP
200, exit code 0) is no error's code. Codes are found on the shape, whose places are kept per shape, and read from the
message.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from faultbook.faults.v2.templates import shape

# Words that name a thing, its number or an algorithm: REQ-10482 differs from line to line, SHA-256 identifies no error.
_THINGS = """
    ACC ACCT AES ASSET ATTEMPT BATCH BLK BLOCK BUILD CASE CHUNK CLIENT CONN CORE CPU CRC CUST CVE DEV DEVICE DISK
    DOC EMP ETH EVENT EVT FILE FRAME GEN GMT GPU HOST ID INC INV INVOICE ISO ISSUE ITEM JOB KEY LINE LOT MAC MD MSG
    NODE ORD ORDER PAGE PART PAY PID PKT PO POD POOL PORT PR PROC PROJ QUEUE RACK REF REQ REV RFC ROW RUN SEGMENT
    SEQ SESS SESSION SHA SHARD SKU SLOT STAGE STEP TABLE TASK THREAD TICKET TID TRX TX TXN USER USR UTC UTF VER
    VERSION VLAN VM WORKER
"""
_NO_VENDOR = rf"(?!(?:{'|'.join(_THINGS.split())})-)"
_VENDOR = rf"(?<![/.-]){_NO_VENDOR}[A-Z]{{2,10}}+-\d{{3,6}}+(?![\w-])"
_STATE = r"(?=[A-Z]{0,4}+\d)[0-9A-Z]{5}"
_SQLSTATE = rf"(?:SQLSTATE|sqlstate|sqlState|sql_state)[\"']?(?:\[{_STATE}\]|[ :=(\"']{{1,4}}+{_STATE}(?!\w))"
_ERROR_CLASS = r"(?<=\[)(?:_LEGACY_ERROR_TEMP_\d{4}|[A-Z][A-Z0-9]{1,39}+(?=_)(?:[_.][A-Z][A-Z0-9]{0,39}+){1,9}+)(?=\])"
_NUMBER_ENDS = r"(?!\w|[.:/-]\d)"
_SIGNS = r"[\"']?[ :=(#]{1,3}+[\"']?"
_HTTP = (
    r"(?:HTTP|http)(?:/\d(?:\.\d)?[\"']?)?(?:[ _-]?(?:[Ss]tatus|[Ee]rror|[Rr]esponse))?(?:[ _-]?[Cc]ode)?"
    rf"{_SIGNS}\d{{3}}" + _NUMBER_ENDS
)
_NUMBERED = (
    r"(?:[Ss]tatus(?:[ _-]?[Cc]ode)?|STATUS|[Ss]ignal|SIGNAL|[Ee]rrno|ERRNO"
    r"|[Ee]xit(?:ed with)?[ _-]?(?:[Cc]ode|[Ss]tatus)|(?:[Ee]rror|[Ee]rr|[Rr]esponse|[Rr]eturn|[Rr]esult)[ _-]?[Cc]ode)"
    rf"{_SIGNS}-?\d{{1,10}}+" + _NUMBER_ENDS
)
# `code` alone is too common a word: as the key of a field, and a number only in JSON.
_FIELD = (
    rf"(?:code[\"']?[=:] ?[\"']?(?:[A-Z]{{1,8}}[-_]?\d{{2,6}}|{_STATE})|code[\"']: ?[\"']?\d{{3,10}}"
    rf"|err(?:or)?_?[Cc]ode[\"']?[=:] ?[\"']?(?:[A-Z]{{1,8}}[-_]?\d{{2,6}}|{_STATE}|-?\d{{1,10}}))" + _NUMBER_ENDS
)
_COMPILER = r"(?:error|ERROR)[ \[][A-Z]{1,4}\d{3,5}(?!\w)"
# A result of a COM call stands behind a word that marks it; alone it may as well be an address.
_HEX_RESULT = (
    r"(?:HRESULT|[Ee]rror|[Cc]ode|[Rr]esult|[Ff]ailed|[Ff]ailure|hr|[Ss]tatus)(?:[ \w]{0,12}[ :=(\[]{1,3}+)"
    r"\d[xX]\d{3}[0-9a-fA-F]{5}(?!\w)"
)

_HINT = re.compile(
    rf"(?=[A-Z_hsercf])(?<!\w)(?:(?P<sqlstate>{_SQLSTATE})|(?P<hex>{_HEX_RESULT})|(?P<http>{_HTTP})"
    rf"|(?P<field>{_FIELD})|(?P<numbered>{_NUMBERED})|(?P<compiler>{_COMPILER})|(?P<name>{_ERROR_CLASS}|{_VENDOR}))",
    re.ASCII,
)
_VENDOR_SIGN = re.compile(r"[A-Z]-0")
_VALUE = re.compile(r"-?[0-9A-Z][0-9A-Z_-]*\Z", re.ASCII)
_WORD_BOUNDARY = re.compile(r"(?<=[a-z])(?=[A-Z])|[_-]+", re.ASCII)
_HEX_RESULTS = ("0x800", "0x803")
"""How results of COM calls begin, first to last, case aside. With any 0x8... every 16th number were a hint."""
_HEX_DIGITS = 10
_STATUSES = frozenset(("status", "status code", "response code"))
_MOST_PLACES = 8


class Place(NamedTuple):
    """Where on a shape a code stands, and of which kind it is."""

    start: int
    end: int
    kind: str


def code_hint(message: str) -> str:
    """The first code in the first 2,000 code points that means an error, in its one spelling; `''` for none."""
    return code_hint_at(message, places_of_shape(shape(message)))


def code_hint_at(message: str, places: tuple[Place, ...]) -> str:
    """The same, where the places on the message's shape are known."""
    for start, end, kind in places:
        if hint := _spelt(message[start:end], kind):
            return hint
    return ""


def may_hold_code(shape: str) -> bool:
    """False where no message of the shape can hold a code: a plain look costs a fifth of the pattern."""
    if "[" in shape and "_" in shape:  # the name of an error class
        return True
    if "0" not in shape:
        return False
    return (
        "ode" in shape
        or "tatus" in shape
        or ("-000" in shape and _VENDOR_SIGN.search(shape) is not None)
        or "rrno" in shape
        or "ignal" in shape
        or "STATUS" in shape
        or "SIGNAL" in shape
        or "ERRNO" in shape
        or "0x000" in shape
        or "0X000" in shape
        or ("000" in shape and ("HTTP" in shape or "http" in shape or "error" in shape or "ERROR" in shape))
        or "SQLSTATE" in shape
        or "sqlstate" in shape
        or "sqlState" in shape
        or "sql_state" in shape
    )


@lru_cache(maxsize=8_192)
def places_of_shape(shape: str) -> tuple[Place, ...]:
    """Where messages of this shape may hold a code: the first eight places, in their order."""
    found: list[Place] = []
    for match in _HINT.finditer(shape):
        found.append(Place(match.start(), match.end(), match.lastgroup or ""))
        if len(found) == _MOST_PLACES:
            break
    return tuple(found)


@lru_cache(maxsize=8_192)
def _spelt(text: str, kind: str) -> str:
    """The code in one spelling; `''` for what means success or is an address."""
    if kind == "name":
        return text
    if kind == "hex":
        first, last = _HEX_RESULTS
        number = text[-_HEX_DIGITS:]
        return number if first <= number[:5].lower() <= last else ""
    found = _VALUE.search(text.rstrip("]"))
    value = found[0] if found else ""
    if kind == "sqlstate":
        return f"SQLSTATE {value}"
    if kind == "http":
        return "" if value < "400" else f"HTTP {value}"
    if kind == "compiler":
        return f"error {value}"
    words = _WORD_BOUNDARY.sub(" ", re.split(r"[\"':=(#\d]| -", text)[0]).strip().lower()
    return "" if _means_success(words, value) else f"{words} {value}"


def _means_success(words: str, value: str) -> bool:
    """0 is no error anywhere. A status is HTTP's: an error from 400 to 599, else a number like any other."""
    if not value.strip("-0"):
        return True
    if words == "code":
        return len(value) == 3 and "100" <= value < "400"
    return words in _STATUSES and not (len(value) == 3 and "400" <= value < "600")
