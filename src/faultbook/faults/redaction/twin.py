"""The rules that Spark still applies to examples in Java (transforms/logs/redacting.py). They go when it goes."""

from typing import NamedTuple

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
