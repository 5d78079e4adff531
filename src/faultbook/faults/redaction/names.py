"""Values of secret names: `password: x`, `api_key=x`, `"client_secret": "x"`, `--token x`, headers, cookies, SQL.

A name is found by a regex, its value is read by hand: quotes (plain, escaped several times, as HTML or URL has them),
arrays, schemes such as `Bearer`, else up to what ends a value. Then the value is judged: a state (`expired`), a
placeholder (`${DB_PASSWORD}`) or a word of a sentence stays.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus

from faultbook.faults.redaction.marks import MARK, Span
from faultbook.faults.redaction.words import changes_of_class, is_ordinary, is_placeholder, looks_random, of_each_class

# Whatever follows the name of a password is one, unless it says otherwise; the name of a secret may mean less.
_WORD = (
    r"(?:(?P<password>mot de passe|pass[ _.-]?(?:word|wd|phrase|code|wort)s?|passwrd|pass(?:in)?(?![a-z])|pwd|pw(?![a-z])"
    r"|contrase(?:ñ|n|\\u00f1)a|kennwort|密码|密碼|パスワード|пароль|비밀번호)"
    r"|(?P<secret>secret(?:[ _.-]?access)?(?:[ _.-]?keys?)?s?|keys?(?![a-z])|token|signature|credentials?|creds?(?![a-z])"
    r"|authori[sz]ation|auth(?![a-z])|otp(?![a-z])|bearer(?![a-z])|jsessionid|phpsessid|identified (?:with \w{1,40} )?(?:by|as)(?: values?)?))"
)
_MORE_OF_THE_NAME = (
    # fs.azure.account.key.<account>.dfs.core.windows.net
    r"(?:(?:(?<=key)|(?<=secret))(?:\.[a-z0-9-]{1,64}){2,8})?"
    r"(?:[ _.-]?(?:hash|value|val|base64|b64|confirm(?:ation)?|super|secure|plain|text|string|enc(?:rypted)?|raw|prod|dev|test|stage|staging"
    r"|live|old|new|current|prev(?:ious)?|temp|tmp|repeat|again|primary|secondary|main|backup|admin|root|db|sha256|[0-9]{1,3})(?![a-z])){0,3}"
)
_QUOTE = (
    r"""(?:\\{0,8}["'`]|&quot;|&\#0?3[49];|&apos;|\\{1,4}u002[27]|\\{1,4}x2[27]|%22|%27|[“”‘’«»])"""
)
# Also of an element: password[], user[password], user%5Bpassword%5D.
_CLOSE = rf"{_QUOTE}?(?:\[[0-9]{{0,3}}\]|\]|%5b[0-9]{{0,3}}%5d|%5d)?"
_OWNER = (
    r"(?: (?:for|of)(?: (?:the|user|account|role|login|service|database|db))?"
    r""" \\{0,2}["'`]?(?!(?:user|account|role|login|the) )[\w.@\\/-]{1,64}["'`]?)?"""
)
_SEPARATOR = (
    r"=>|:=|\.equals(?:ignorecase)?\(|={1,3}|!={1,2}|->|::?|：|＝|%3d|%3a|\\{1,4}u003[da]|&\#61;"
    r"|(?<=[ \t])(?:is|was|are|equals)(?=[ :=])(?: now)?(?:[ \t]?[:=])?"
    r"|(?<=[ \t])(?:(?:is|was|has been) )?(?:re)?(?:set|changed) to(?=[ :=])(?:[ \t]?[:=])?"
)
_NAME = re.compile(
    rf"{_WORD}{_MORE_OF_THE_NAME}(?:"
    rf"{_OWNER}(?P<close>{_CLOSE})[ \t]{{0,8}}(?P<separator>{_SEPARATOR})"
    # {"name": "password", "value": "x"}, ("password", "x")
    rf"|[\w-]{{0,4}}(?P<pair>{_QUOTE}?\s{{0,4}},?\s{{0,4}}{_QUOTE}?(?<![a-z])(?:value|val|v){_QUOTE}?\s{{0,4}}[:=]|{_QUOTE}\s{{0,4}},(?=\s{{0,4}}[bu]?{_QUOTE}))"
    # <password type="x">
    rf"|(?P<tag>[\w.-]{{0,20}}{_QUOTE}?(?:\s[^<>]{{0,200}})?>)"
    # --password x, password 'x', PASSWORD('x')
    rf"|{_OWNER}(?P<blanks>{_QUOTE}?[ \t]{{1,8}}(?:(?:to|from|of|with)[ \t])?|(?=\()))"
)
# Nothing was assigned: what follows is the next name.
_NAMES_NEXT = re.compile(
    rf"""[\w.-]{{0,40}}?{_WORD}{_MORE_OF_THE_NAME}(?P<close>{_QUOTE}?)[ \t]{{0,8}}(?:=>|:=|=|:(?=[ \t]))"""
)
_FIELD = re.compile(rf"{_WORD}{_MORE_OF_THE_NAME}\Z")

# Of the many things called key, those that are secret.
_KEYS = re.compile(
    r"(?:private|access|api|app|application|auth|authentication|account|encryption|encrypt|decryption|signing|sign|sas|client|consumer|master|service"
    r"|storage|subscription|webhook|admin|ssh|hmac|jwt|deploy|functions?|symmetric|aes|ingestion|ingest|shared|write|hec|integration|license|personal)"
    r"[ _.-]?\Z"
)
_OF_A_PASSWORD = re.compile(
    r"(?:db|smtp|imap|store|key|ldap|root|my|user|admin|ftp|bind|login|svc|sftp|jdbc|proxy|trust|http|auth|mail|redis|mongo|pg|mysql)\Z"
)
_NOT_WITHIN_A_WORD = frozenset(("pass", "passin", "pw", "cred", "creds", "auth", "otp", "bearer", "key", "keys"))
_BEFORE_OPTION = re.compile(r"""(?:\A|[\s"'(\[=,])(?:--?|/)[a-z0-9_-]{0,40}\Z""")
_BEFORE_PAIR = re.compile(
    rf"(?P<list>[(\[]\s{{0,4}}[bu]?{_QUOTE})[\w.-]{{0,40}}\Z|(?:name|key|field|param|parameter|header|k|id|property){_QUOTE}?\s{{0,4}}[:=]\s{{0,4}}{_QUOTE}?[\w.-]{{0,40}}\Z"
)
_BEFORE_TAG = re.compile(r"<[^<>]{0,60}\Z")
_BEFORE_NETRC = re.compile(r"(?<![a-z])login \S{1,40} \Z")
_TAG_VALUE = re.compile(r"[^<>]{1,4096}")

# The header, not the noun: pairs follow.
_COOKIE = re.compile(
    rf"(?:set-)?cookies?2?{_QUOTE}?\s{{0,4}}(?::|=>|=|,)\s{{0,4}}(?:\[\s{{0,4}})?[bu]?{_QUOTE}?"
    r"(?P<value>(?:[\w.$%\[\]!#&*+^|~-]{1,256}+=[^\s;,\"'\\]*+"
    r"(?:;[ ]?(?:path|domain|expires|max-age|samesite|secure|httponly|priority|partitioned)\b[^;\"'\\\r\n]{0,100})*+;?[ ]?)++)"
)
_SCHEME = re.compile(
    r"(?:bearer|basic|digest|negotiate|ntlm|token|apikey|api-key|key|ssws|hawk|oauth|aws4-hmac-sha256|aws|sharedkey(?:lite)?|sharedaccesssignature|mac"
    r"|dpop|hmac[\w-]{0,12}|jwt|geniekey|splunk|flyv1|vapid|gnap|scram-sha-256)(?:[ \t]|%20|\+){1,4}+(?=[^\s])"
)
_SCHEME_SAID = re.compile(
    r"(?<![a-z0-9])(?:bearer|basic)(?:[ \t]{1,4}+|%20|\+|:[ \t]?)(?P<value>[\w.~+/%-]{4,}+={0,2}+)(?![\w=])", re.ASCII
)
_NO_TOKEN = ("realm=", "error=", "scope=", "charset=")
_PARAMETERS = re.compile(
    r"""\w[\w-]{0,30}=(?:"[^"\r\n]{0,4096}"|\\"[^"\r\n]{0,4096}"|[^\s,"]+)(?:,[ \t]{0,2}|(?=[\s"']|\Z)|&)"""
)
_CONNECTION_VALUE = re.compile(r"""[^;"'\r\n=]{1,256};""")
_SIGNATURE = re.compile(r"(?<![a-z])(?:sig|x-amz-signature|x-goog-signature)(?:=|%3d|\\u003d)(?P<value>[\w%+/=~.\\-]{12,})", re.ASCII)
_PARAMETER = re.compile(
    r"[?&](?:code|auth|key|pass|otp|t|st|tk|sid|session_?id|state|assertion|refresh|ticket|x-amz-credential)"
    r"=(?P<value>[^\s&\"'<>#]{20,2000})"
)

_OPEN = re.compile(rf"[bur]{{0,2}}(?:n(?='))?@?(?P<quote>{_QUOTE})")
_ARRAY = re.compile(r"[ \t]{0,4}[\[({][ \t\r\n]{0,8}(?=[bu]?[\"'\\`&])")
_NEXT_OF_ARRAY = re.compile(rf"[ \t\r\n]{{0,8}},[ \t\r\n]{{0,8}}(?={_QUOTE})")
_BLANKS = re.compile(rf"[ \t]{{0,16}}(?:!!?\w{{1,20}}[ \t]{{1,4}})?(?:(?:\\{{0,4}}[nrt]|\s){{1,16}}(?={_QUOTE}))?")
_NEXT_NAME = r"""[\w.-]{1,40}\\{0,4}["']?[ ]?(?:=|:(?!/))"""
_UNQUOTED = re.compile(
    rf"""(?:
      \[redacted\] | \[email\]
    | [^\s,;|&"'`()\[\]{{}}<>\\%“”]
    | [\[({{>]
    | [,;|](?!\s|\Z|\\{{0,4}}["'`]|[ ]?{_NEXT_NAME}|[,;|)\]}}])
    | &(?!amp;|quot;|lt;|gt;|\#\d|[\w.%-]{{1,40}}=|\Z|\s)
    | ["'`”](?![\s,;:)\]}}>.&|]|\Z|\\|["'`])
    | [)\]}}](?![\s,;:.)\]}}"'>|]|\Z|\\)
    | <(?!/|br|\s|\Z)
    | \\(?!\\{{0,6}}["'`]|\\{{0,3}}[nrt](?:[\s\\A-Z]|\Z|at[ ]|{_NEXT_NAME})|u00(?:0|22|27|26)|\Z)
    | %(?!2[267cC]|7[dD]|0[aAdD]|5[dD]|3[bBeE])
    ){{1,1000}}+""",
    re.VERBOSE,
)
_READ_AT_ONCE = 1_000
_TRAILING = ".,;:"
_REST_OF_LINE = re.compile(r"[^\r\n]*")


_ASSIGNS = frozenset(("=", ":=", "=>", "==", "===", "!=", "!==", "->", "%3d"))
# These words are also said of what is no secret: their value must look like one.
_VAGUE = frozenset(("auth", "signature", "credential", "credentials", "cred", "creds", "otp", "bearer"))
_HEADERS = frozenset(("authorization", "authorisation"))
_NAMESPACED = re.compile(r"[a-z0-9-]{1,63}/[a-z0-9.-]{1,80}")
_ALL_DIGITS = re.compile(r"[0-9]+")
_PARTICIPLE = re.compile(r"[a-z]{3,14}(?:ed|ing)")
_PATH = re.compile(r"(?:~|\.{0,2}/|[A-Za-z]:[\\/])\S*")
_HEX_NUMBER = re.compile(r"0x[0-9a-fA-F]+")
_HAS_DIGIT = re.compile(r"[0-9]")
_HAS_SIGN = re.compile(r"[!@#$%^&*+~?]")
_HAS_LETTER = re.compile(r"[^\W\d_]")


class Name(NamedTuple):
    """A secret name. `assigned`: the value is its value (`=`, JSON); else it may be a sentence (`password: expired`)."""

    is_password: bool
    word: str
    assigned: bool


def secret_name(key: str) -> Name | None:
    """What the name of a field says of its value: None where it speaks of no secret."""
    key = key[-200:]
    lower = key.lower()
    at = 0
    while found := _FIELD.search(lower, at):
        if _is_whole(found, key, lower):
            return Name(found["password"] is not None, found["password"] or found["secret"], True)
        at = found.start() + 1
    return None


def named_secrets(text: str, lower: str) -> Iterator[Span]:
    """Values of secret names. `lower` is the text in lower case, character by character."""
    behind = 0
    while found := _NAME.search(lower, behind):
        behind = found.end()
        if not _is_whole(found, text, lower):
            behind = found.start() + 1
            continue
        name, must_look = _named(found, text, lower)
        if name is None:
            continue
        if found["tag"]:
            values = ((value.start(), value.end(), True) for value in [_TAG_VALUE.match(text, found.end())] if value)
        else:
            values = _values(text, lower, found.end(), name, separator=found["separator"] or "")
        for start, end, quoted in values:
            value = text[start:end]
            if is_secret(name, value, quoted=quoted) and _is_meant(name, value, must_look, quoted=quoted):
                while not quoted and end - start >= _READ_AT_ONCE and (more := _UNQUOTED.match(text, end)):
                    end = more.end()
                behind = max(behind, end)
                yield start, end


def _is_meant(name: Name, value: str, must_look: str, *, quoted: bool) -> bool:
    """Whether the value that no sign assigns to the name is its value."""
    if not must_look:
        return True
    if not name.is_password:
        # "token x" is said of many things: a name of an object has no three classes of characters.
        return len(value) >= 16 and of_each_class(value) and changes_of_class(value) >= 5
    return (quoted and must_look == "said" and not _is_path(value)) or _looks_like_a_password(value)


def _named(found: re.Match[str], text: str, lower: str) -> tuple[Name | None, str]:
    """The name, None where it has no value here; and whether the value must look like a password by itself."""
    word = found["password"] or found["secret"]
    is_password = found["password"] is not None
    before = lower[max(0, found.start() - 64) : found.start()]
    by_statement = word.startswith("identified")
    # A part of a path or of an ARN: /etc/passwd, arn:aws:secretsmanager:region:account:secret:name.
    if before[-1:] in ("/", ":") and found["separator"] == ":" and (before[-1:] == ":" or text[found.end() : found.end() + 1] == " "):
        return None, ""
    if separator := found["separator"]:
        # In prose a blank follows the colon; in JSON the name is in quotes; `key:value` is a pair.
        follows = text[found.end() : found.end() + 1]
        pair = bool(found["close"]) or (not separator[0].isalpha() and bool(follows) and not follows.isspace())
        return (None if by_statement else Name(is_password, word, separator in _ASSIGNS or pair)), ""
    if found["pair"]:
        if _BEFORE_OPTION.search(before):
            return Name(is_password, word, True), ""
        opened = _BEFORE_PAIR.search(before)
        return (Name(is_password, word, True) if opened else None), "list" if opened and opened["list"] else ""
    if found["tag"]:
        return (Name(is_password, word, True) if _BEFORE_TAG.search(before) else None), ""
    if _BEFORE_OPTION.search(before) and text[found.end() : found.end() + 1] != "-":
        return Name(is_password, word, True), ""
    if by_statement or (is_password and _BEFORE_NETRC.search(before)):
        return Name(True, word, True), ""
    if word in _HEADERS or word == "signature":
        return None, ""
    return (None if word in _NOT_WITHIN_A_WORD and not word.startswith("key") else Name(is_password, word, False)), "said"


def _is_whole(found: re.Match[str], text: str, lower: str) -> bool:
    """Whether the word is a name, and not the end of another: `bypass` and `monkey` are none."""
    word, start = found["password"] or found["secret"], found.start()
    if word not in _NOT_WITHIN_A_WORD:
        return True
    before = lower[max(0, start - 24) : start]
    if word in {"key", "keys"}:
        return _KEYS.search(before) is not None
    if not before[-1:].isalpha() or (text[start].isupper() and text[start - 1].islower()):
        return True
    return word in {"pass", "pw"} and _OF_A_PASSWORD.search(before) is not None


def _values(text: str, lower: str, at: int, name: Name, *, separator: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, quoted) of the value that begins here; of an array, of all its values."""
    blanks = _BLANKS.match(lower, at)
    at = blanks.end() if blanks else at
    array = _ARRAY.match(lower, at)
    at = array.end() if array else at
    while opened := _OPEN.match(lower, at):
        start, end = opened.end(), _closing(text, lower, opened)
        if end is None:
            # Cut off: the rest of the line is the value.
            rest = _REST_OF_LINE.match(text, start)
            yield start, rest.end() if rest else start, True
            return
        scheme = None if name.is_password else _SCHEME.match(lower, start, end)
        yield (scheme.end() if scheme else start), end, True
        after = _NEXT_OF_ARRAY.match(lower, end + len(opened["quote"])) if array else None
        if after is None:
            return
        at = after.end()
    yield from _unquoted(text, lower, at, name, separator)


def _unquoted(text: str, lower: str, at: int, name: Name, separator: str) -> Iterator[tuple[int, int, bool]]:
    if _NAMES_NEXT.match(lower, at):
        return
    scheme = None if name.is_password else _SCHEME.match(lower, at)
    start = scheme.end() if scheme else at
    if scheme and name.word in _HEADERS:
        behind = start
        while parameter := _PARAMETERS.match(text, behind):
            behind = parameter.end()
        if behind > start:
            yield start, len(text[:behind].rstrip(", ")), False
            return
    found = _UNQUOTED.match(text, start)
    if found is None:
        return
    end = found.end()
    if "=" in separator and "=" in text[max(0, at - 80) : at - 1] and ";" in text[max(0, at - 80) : at]:
        # Within a connection string a value may hold blanks: up to the next semicolon.
        wide = _CONNECTION_VALUE.match(text, start)
        if wide and wide.end() - 1 > end and "=" in text[wide.end() : wide.end() + 40]:
            end = wide.end() - 1
    while start + 1 < end < start + _READ_AT_ONCE and text[end - 1] in _TRAILING:
        end -= 1
    if not lower.startswith(_NO_TOKEN, start):
        yield start, end, False


_CLOSING = {"“": "”", "‘": "’", "«": "»"}


def _closing(text: str, lower: str, opened: re.Match[str]) -> int | None:
    """Where the value in quotes ends: the same quote, escaped as often. None where it does not end."""
    quote, begin = opened["quote"], opened.end()
    bare = quote.lstrip("\\")
    depth = len(quote) - len(bare)
    if bare[0] in "ux":
        end = lower.find(quote, begin)
        return end if end >= 0 else None
    bare = _CLOSING.get(bare, bare)
    at = begin
    while (end := lower.find(bare, at)) >= 0:
        escapes = 0
        while end - escapes > begin and text[end - escapes - 1] == "\\":
            escapes += 1
        if (depth == 0 and escapes % 2 == 0) or 0 < escapes <= depth or (depth and not escapes):
            return end - (escapes if depth else 0)
        at = end + 1
    return None


def is_secret(name: Name, value: str, *, quoted: bool) -> bool:
    """Whether what follows the name is a secret, or a word that speaks of one."""
    value = value.strip()
    plain = unquote_plus(value) if "%" in value and len(value) <= 400 else value
    if not MARK.sub("", value).strip(" ,;:.\"'") or is_placeholder(plain) or is_ordinary(plain):
        return False
    if name.is_password:
        return _is_password(name, value, quoted=quoted)
    if name.word in _HEADERS:
        return len(value) >= 8 or (len(value) >= 4 and (quoted or looks_random(value)))
    if len(value) < 4 or _HEX_NUMBER.fullmatch(value) or _is_path(value):
        return False
    if _ALL_DIGITS.fullmatch(value) and (len(value) < 6 or not name.assigned) and name.word != "otp":
        return False
    if name.word == "secret" and _NAMESPACED.fullmatch(value):
        return False
    if name.word == "otp":
        return bool(_HAS_DIGIT.search(value))
    if " " in value:
        # A sentence, unless one of its words is none.
        return any(looks_random(word) for word in value.split()[:20])
    if not name.assigned or name.word in _VAGUE:
        return looks_random(value)
    return name.word != "token" or len(value) >= 8 or not value.isalpha()


def _is_password(name: Name, value: str, *, quoted: bool) -> bool:
    if name.word == "pwd" and _is_path(value):
        return False
    if name.word in {"pass", "pw"} and (len(value) < 4 or (_ALL_DIGITS.fullmatch(value) and len(value) < 5)):
        return False
    return name.assigned or quoted or _PARTICIPLE.fullmatch(value) is None


def _is_path(value: str) -> bool:
    """A key in base64 may begin with a slash, too."""
    return _PATH.fullmatch(value) is not None and not (len(value) >= 20 and changes_of_class(value) >= 10)


def _looks_like_a_password(value: str) -> bool:
    """Of a word that merely follows the word password."""
    return (
        len(value) >= 6
        and bool(_HAS_DIGIT.search(value) or _HAS_SIGN.search(value))
        and bool(_HAS_LETTER.search(value))
        and "=" not in value[:-2]
        and "://" not in value
    )


def schemes(text: str, lower: str) -> Iterator[Span]:
    """What follows `Bearer` or `Basic`, wherever: a token has a digit, padding or mixed case, or is long."""
    for found in _SCHEME_SAID.finditer(lower):
        value = text[slice(*found.span("value"))].rstrip(".")
        if value.lower().startswith(_NO_TOKEN) or is_ordinary(value):
            continue
        if (
            _HAS_DIGIT.search(value)
            or "=" in value
            or len(value) >= 24
            or ("." in value and len(value) >= 12)
            or changes_of_class(value[1:]) >= 1
        ):
            yield found.start("value"), found.start("value") + len(value)


def cookies(text: str, lower: str) -> Iterator[Span]:
    """The pairs of Cookie and Set-Cookie."""
    for found in _COOKIE.finditer(lower):
        start, end = found.span("value")
        yield start, len(text[:end].rstrip())


def parameters(text: str, lower: str) -> Iterator[Span]:
    """Signatures of signed URLs, and parameters of a URL that only their value gives away."""
    for found in _SIGNATURE.finditer(lower):
        yield found.span("value")
    for found in _PARAMETER.finditer(lower):
        value = text[slice(*found.span("value"))]
        if _HAS_DIGIT.search(value) and looks_random(value) and changes_of_class(value) >= 6:
            yield found.span("value")
