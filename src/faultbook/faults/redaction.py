"""Secrets and e-mail addresses out of a text, the rest as it was: for examples that people and models may read.

Patterns, not understanding: a password that is only spoken of ("the password is swordfish") stays. Every pattern takes
time in proportion to the text, whatever the text: what repeats is bounded, possessive, or begins where nothing before
it could have begun.
"""

import json
import re
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

REDACTED = "[redacted]"


class Redaction(NamedTuple):
    """One global replacement. `replacement` is in Java's spelling, where `$1` is group 1.

    `signs`: in lower case, one of them stands in whatever the pattern matches.
    """

    name: str
    pattern: str
    replacement: str
    signs: tuple[str, ...]


_PRIVATE_KEY_NAME = r"(?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
_PRIVATE_KEY = rf"-----BEGIN {_PRIVATE_KEY_NAME}[\s\S]*?(?:-----END {_PRIVATE_KEY_NAME}|(?![\s\S]))"

_URL_LOGIN = r"""(://)[^\s/"'<>@:]{0,256}+:(?:[^\s/"'<>@]{0,1024}+@)++"""

# "bearer token expired" names no secret: one has a digit, padding or mixed case, or is long.
_AUTHORIZATION = (
    r"((?i:(?<![A-Za-z0-9])(?:bearer|basic)(?:\s|%20){1,4}+))"
    r"(?=[\w.~+/-]{24}|[A-Za-z_.~+/-]{0,64}+[\d=]|[\w.~+/-]{0,64}?[a-z][A-Z])[\w.~+/-]{4,}+=*+"
)

_COOKIE = r"""((?i:cookie)["']?\s{0,4}[:=]\s{0,4})(?:[\w.$-]{1,128}+=[^\s;]*+;? ?)++"""

# Within a connection string a password may hold blanks.
_CONNECTION_STRING = (
    r"""(;\s{0,2}(?i:password|pwd|accountkey|sharedaccesskey)\s{0,2}=\s{0,2})[^;"'\r\n]{1,1024}+(?=;)"""
)

_PASSWORD_NAME = r"(?:pass(?:word|wd|phrase|code)|pwd)"
_SECRET_NAME = (
    r"(?:secret(?:[ _.-]?access)?(?:[ _.-]?key)?|(?:private|account|access|api|auth|encryption|signing|sas)[ _.-]?key"
    r"|signature|token|authorization|credentials?|connection[ _.-]?string)"
)
_NAME_ENDS = r"""[0-9]{0,2}(?:[_-](?:hash|value|base64))?\\{0,4}["']?\s{0,4}"""
# "unexpected token: expected a comma" is no secret either.
_LOOKS_SECRET = r"""(?=\\{0,4}["'][^\s"']{6}|[^\s;&"']{16}|[^\s;&"'\d]{0,16}\d)"""
# Nothing was assigned: a word that says so, or the next name.
_NO_VALUE = (
    r"""(?!(?i:null|none|nil|undefined|true|false)(?:[\s,;&"')}\]]|(?![\s\S])))"""
    rf"(?!(?i:[\w.-]{{0,64}}?(?:{_PASSWORD_NAME}|{_SECRET_NAME}){_NAME_ENDS}[=:]))"
)
_VALUE = (
    r"""(?:\[redacted\]|"(?:[^"\\]|\\[\s\S])*+"?|'(?:[^'\\]|\\[\s\S])*+'?|\\{1,4}"[^"]*+"?"""
    r"""|(?:(?i:bearer|basic|digest|negotiate)\s{1,4}+)?[^\s;&]++)"""
)
_ASSIGNED = (
    rf"((?i:{_PASSWORD_NAME}{_NAME_ENDS}(?:=>|:=|=|:)|{_SECRET_NAME}{_NAME_ENDS}(?:=>|:=|=|:(?=\s{{0,4}}{_LOOKS_SECRET})))\s{{0,4}})"
    rf"{_NO_VALUE}{_VALUE}"
)
_OPTION = rf"((?i:(?<![\w-])--?(?:[a-z0-9]{{1,20}}-){{0,3}}(?:{_PASSWORD_NAME}|{_SECRET_NAME}))\s{{1,4}}+)(?!-){_VALUE}"

_JWT = r"eyJ[\w-]{8,}+(?:\.[\w-]++)*+"
_AWS_KEY_ID = r"(?<![A-Za-z0-9])(?:ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|AROA|ASIA)[A-Z0-9]{16}"
_DATABRICKS = r"(?:dapi|dkea|doapi|dose|dsapi)[0-9a-f]{32}(?:-\d{1,3})?"
_OTHER_TOKENS = (
    r"gh[oprsu]_[A-Za-z0-9]{16,}+|github_pat_\w{16,}+|glpat-[\w-]{16,}+|xox[abeoprs]-[\w-]{10,}+|AIza[\w-]{30,}+"
    r"|(?<![A-Za-z0-9])(?:sk[_-]|npm_|hf_|pypi-)(?=[A-Za-z_-]{0,64}+\d)[\w-]{16,}+"
)
_AZURE_KEY = r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}=="
_AZURE_SIGNATURE = r"((?i:(?<![A-Za-z])sig(?:=|%3D)))[\w%+/=-]{16,}+"

# abfss://container@account.dfs.core.windows.net is a place, lodash@4.17.21 a version.
_EMAIL = (
    r"(?<![A-Za-z0-9._+-])(?<!://)[A-Za-z0-9._+-]++(?:@|%40)(?=[A-Za-z0-9.-]{0,255}\.[A-Za-z]{2})"
    r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
)

_NAMES = ("pass", "pwd", "secret", "key", "signature", "token", "authorization", "credential", "connection")
_AWS_KINDS = ("abia", "acca", "agpa", "aida", "aipa", "akia", "anpa", "anva", "aroa", "asia")
_TOKEN_KINDS = (
    *("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox", "aiza"),
    *("sk-", "sk_", "npm_", "hf_", "pypi-"),
)

REDACTIONS = (
    Redaction("private key", _PRIVATE_KEY, REDACTED, ("private key",)),
    Redaction("login in a URL", _URL_LOGIN, f"$1{REDACTED}@", ("://",)),
    Redaction("authorization", _AUTHORIZATION, f"$1{REDACTED}", ("bearer", "basic")),
    Redaction("cookie", _COOKIE, f"$1{REDACTED}", ("cookie",)),
    Redaction("connection string", _CONNECTION_STRING, f"$1{REDACTED}", ("password", "pwd", "key")),
    Redaction("assigned secret", _ASSIGNED, f"$1{REDACTED}", _NAMES),
    Redaction("command-line option", _OPTION, f"$1{REDACTED}", _NAMES),
    Redaction("JSON web token", _JWT, REDACTED, ("eyj",)),
    Redaction("AWS key id", _AWS_KEY_ID, REDACTED, _AWS_KINDS),
    Redaction("Databricks token", _DATABRICKS, REDACTED, ("dapi", "dkea", "doapi", "dose", "dsapi")),
    Redaction("other tokens", _OTHER_TOKENS, REDACTED, _TOKEN_KINDS),
    Redaction("Azure account key", _AZURE_KEY, REDACTED, ("==",)),
    Redaction("Azure signature", _AZURE_SIGNATURE, f"$1{REDACTED}", ("sig=", "sig%3d")),
    Redaction("e-mail address", _EMAIL, "[email]", ("@", "%40")),
)
"""What is taken out, in the order in which it is applied."""

_ALL_SIGNS = {sign for rule in REDACTIONS for sign in rule.signs}
SIGNS = tuple(sorted(sign for sign in _ALL_SIGNS if not any(other in sign for other in _ALL_SIGNS - {sign})))
"""A text whose lower case holds none of these has nothing to take out; looking for them is the cheaper part."""

_COMPILED = tuple((re.compile(rule.pattern, re.ASCII), rule.replacement.replace("$1", r"\1")) for rule in REDACTIONS)


def shows_signs(text: str) -> bool:
    """True where the text may hold something to take out."""
    lower = text.lower()
    return any(sign in lower for sign in SIGNS)


def redact_template(template: str) -> str:
    """A masked text without secrets: what touches a mask may be the rest of one, whose digits alone were masked.

    Of `AKIA<*>EXAMPLE` and `jane.miller<*>@example.com` nothing stays but the mask.
    """
    pieces = _BETWEEN_PIECES.split(redact(template))
    return "".join(_MASK if _MASK in piece else piece for piece in pieces)


_MASK = "<*>"
_BETWEEN_PIECES = re.compile(r"""([\s=:,;"'()\[\]{}&?]+)""")


def redact(text: str) -> str:
    """The text with `[redacted]` for secrets and `[email]` for e-mail addresses."""
    if shows_signs(text):
        for pattern, replacement in _COMPILED:
            text = pattern.sub(replacement, text)
    return text


class Redactor:
    """Redaction with rules and exceptions of the users. One per process: it compiles its rules."""

    def __init__(self, rules: Sequence[str] = (), allow: Sequence[str] = ()) -> None:
        """`rules`: regular expressions; what the group `secret`, else the whole, matches is replaced. `allow`: what one
        of them matches as a whole stays. ValueError where one is no regular expression.
        """
        try:
            self._rules = [re.compile(rule) for rule in rules]
            self._allow = [re.compile(rule) for rule in allow]
        except re.error as wrong:
            raise ValueError(f"{wrong.pattern!r} is no regular expression ({wrong})") from wrong

    def redact(self, text: str) -> str:
        """The text with `[redacted]` for secrets and `[email]` for e-mail addresses."""
        for rule in self._rules:
            text = rule.sub(self._replaced, text)
        if not self._allow:
            return redact(text)
        if shows_signs(text):
            for pattern, replacement in _COMPILED:
                text = pattern.sub(partial(self._unless_allowed, replacement), text)
        return text

    def _replaced(self, found: re.Match[str]) -> str:
        group = "secret" if "secret" in found.re.groupindex else 0
        if self._allowed(found[group] or ""):
            return found[0]
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        return found[0][:start] + REDACTED + found[0][end:] if start >= 0 else found[0]

    def _unless_allowed(self, replacement: str, found: re.Match[str]) -> str:
        return found[0] if self._allowed(found[0]) else found.expand(replacement)

    def _allowed(self, text: str) -> bool:
        return any(rule.fullmatch(text) for rule in self._allow)


def redact_json(text: str, redactor: Redactor) -> str:
    """JSON text with redacted values, valid where it was; what stands under the name of a secret is one."""
    try:
        value = json.loads(text)
    except ValueError:
        return redactor.redact(text)
    safe = _redacted_value(value, redactor)
    return text if safe == value else json.dumps(safe, ensure_ascii=False, separators=(",", ":"))


def _redacted_value(value: Any, redactor: Redactor) -> Any:
    match value:
        case str():
            return redactor.redact(value)
        case list():
            return [_redacted_value(part, redactor) for part in value]
        case dict():
            return {redactor.redact(name): _redacted_field(name, part, redactor) for name, part in value.items()}
    return value


def _redacted_field(name: str, value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str) and redactor.redact(f"{name}={value}") == f"{name}={REDACTED}":
        return REDACTED
    return _redacted_value(value, redactor)
