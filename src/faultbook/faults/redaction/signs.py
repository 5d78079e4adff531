"""The cheap look that most texts end with: without one of these signs no rule can match."""

from typing import NamedTuple

_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _table(wanted: str) -> bytes:
    """For bytes.translate: x for the wanted characters, a blank for others."""
    return bytes(ord("x") if chr(code) in wanted else ord(" ") for code in range(256))


_WORDS = _table(_ALPHANUMERIC + "_-")
_BASE64 = _table(_ALPHANUMERIC + "+/=")
_DIGITS = bytes(ord("0") if 48 <= code < 58 else ord("x") for code in range(256))
_BETWEEN_GROUPS = b" -.+"
_LONG_WORD = b"x" * 16
_LONGER_WORD = b"x" * 27
_LONG_BASE64 = b"x" * 40
_LONG_NUMBER = b"0" * 13
_FOREIGN = ("密码", "密碼", "パスワード", "пароль", "비밀번호")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Signs(NamedTuple):
    """What a look at a text showed.

    `lower`: the text in lower case, as long as the text. `name`: a name of something secret may stand there.
    `long_word`: 16 letters, digits, `_` or `-` follow one another, `longer_word`: 27 do; `long_base64`: 40 characters
    of base64 do. `number`: 13 digits follow one another, with blanks, hyphens, dots or plus signs between them or none.
    `address`: a sign that e-mail addresses and logins have.
    """

    text: str
    lower: str
    name: bool
    long_word: bool
    longer_word: bool
    long_base64: bool
    number: bool
    address: bool


def lower_case(text: str) -> str:
    """The text in lower case, as long as before: what a rule finds in it stands in the text at the same place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_LOWER)


def signs_of(text: str) -> Signs:
    """Every sign, for texts that show one."""
    lower = lower_case(text)
    raw = text.encode("ascii", "replace")
    words = raw.translate(_WORDS)
    longer_word = _LONGER_WORD in words
    return Signs(
        text,
        lower,
        shows_name(lower),
        longer_word or _LONG_WORD in words,
        longer_word,
        # Without these three, base64 of that length is a long word.
        (longer_word or "/" in text or "=" in text or "+" in text) and _LONG_BASE64 in raw.translate(_BASE64),
        _LONG_NUMBER in raw.translate(_DIGITS, _BETWEEN_GROUPS) or "%20" in text,
        "@" in text or "%40" in text or "u0040" in text or "&#64;" in text or "&commat;" in text,
    )


def signs_shown(text: str) -> Signs | None:
    """Every sign; None where the text shows none, as `shows_signs` has it."""
    lower = lower_case(text)
    raw = text.encode("ascii", "replace")
    words = raw.translate(_WORDS)
    long_word = _LONG_WORD in words
    number = _LONG_NUMBER in raw.translate(_DIGITS, _BETWEEN_GROUPS)
    longer_word = long_word and _LONGER_WORD in words
    long_base64 = (longer_word or "/" in text or "=" in text or "+" in text) and _LONG_BASE64 in raw.translate(_BASE64)
    name = shows_name(lower)
    if not (long_word or number or long_base64 or name or _shows_frequent_sign(text, lower)):
        return None
    address = "@" in text or "%40" in text or "u0040" in text or "&#64;" in text or "&commat;" in text
    return Signs(text, lower, name, long_word, longer_word, long_base64, number or "%20" in text, address)


def shows_signs(text: str) -> bool:
    """True where the text may hold something to take out. Never false where it does."""
    lower = lower_case(text)
    if _shows_frequent_sign(text, lower):
        return True
    raw = text.encode("ascii", "replace")
    return (
        _LONG_WORD in raw.translate(_WORDS)
        or _LONG_NUMBER in raw.translate(_DIGITS, _BETWEEN_GROUPS)
        # Without these two, base64 of that length shows a long word.
        or (("/" in text or "+" in text) and _LONG_BASE64 in raw.translate(_BASE64))
        or (not text.isascii() and shows_name(lower))
    )


def _shows_frequent_sign(text: str, lower: str) -> bool:
    # One expression, the frequent signs first: this runs on every text of every record.
    return (
        "pass" in lower
        or "key" in lower
        or "token" in lower
        or "@" in text
        or "auth" in lower
        or "secret" in lower
        or "sig" in lower
        or "pw" in lower
        or "psw" in lower
        or "cred" in lower
        or "cookie" in lower
        or "basic" in lower
        or "bearer" in lower
        or "%" in text
        or "&" in text
        or "?" in text
        or "\\u00" in text
        or "==" in text
        or " -" in text
        or "'-" in text
        or '"-' in text
        or "private-" in lower
        or "otp" in lower
        or "jsess" in lower
        or "phpsess" in lower
        or "identified" in lower
        or "kennwort" in lower
        or "contrase" in lower
        or "q~" in lower
    )


def shows_name(lower: str) -> bool:
    """Whether a name of something secret may stand in the text, given in lower case."""
    return (
        "pass" in lower
        or "key" in lower
        or "token" in lower
        or "auth" in lower
        or "secret" in lower
        or "signature" in lower
        or "pw" in lower
        or "psw" in lower
        or "cred" in lower
        or "bearer" in lower
        or "otp" in lower
        or "jsess" in lower
        or "phpsess" in lower
        or "identified" in lower
        or "kennwort" in lower
        or "contrase" in lower
        or (not lower.isascii() and any(word in lower for word in _FOREIGN))
    )
