"""Logins in URLs and connection descriptions, and e-mail addresses."""

import re
from collections.abc import Iterator

from faultbook.faults.redaction.marks import MARK, Span
from faultbook.faults.redaction.words import changes_of_class, entropy, is_placeholder

_AT = r"(?:@|%40|\\{1,4}u0040|&\#64;|&commat;)"

# The password may hold what should have been escaped: `@`, and `/` where no port can be meant.
_LOGIN = re.compile(
    r"""(?P<begin>:(?://|\\{1,2}/\\{1,2}/))
    (?P<login>[^\s/"'<>@:\\]{0,256}:(?P<password>(?:(?!</|>[\s<])[^\s"'@\\]|\\(?![nrtu"'/])){1,1024}(?:@[^\s/"'@]{1,512}(?=@)){0,8}))
    (?:@|\\{1,4}u0040)(?=[\w\[.-])""",
    re.VERBOSE,
)
# The same where the whole URL is escaped, to stand in another.
_LOGIN_IN_URL = re.compile(
    r"""(?P<begin>%3[Aa]%2[Ff]%2[Ff])
    (?P<login>(?:[^\s/"'<>@:%\\&]|%(?!3[Aa]|40|2[Ff])){0,256}%3[Aa](?P<password>(?:[^\s"'<>@%&]|%(?!40|2[Ff])){1,1024}))
    %40(?=[\w\[.-])""",
    re.VERBOSE,
)
_PORT_AND_PATH = re.compile(r"\d{1,5}(?:[/?]|,[\w.-]+:\d|\Z)")
_PORT_AND_PATH_IN_URL = re.compile(r"\d{1,5}(?:%2[Ff]|%3[Ff]|\Z)")
_TOKEN_LOGIN = re.compile(r"[a-z]://(?P<login>[\w.~%+-]{16,512})@(?=[\w.-]+)", re.ASCII)
# bob:x@db:5432 without a scheme; Go's user:x@tcp(host); Oracle's thin:scott/tiger@host.
_BARE_LOGIN = re.compile(
    r"""(?:^|(?<=[\s"'=,(\[<]))(?P<user>[\w.+-]{1,64}):(?P<password>(?!//)[^\s/:"'<>]{1,256})@
    (?P<host>(?:tcp|udp|unix)\(|\[[0-9a-f:]{2,40}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})(?P<more>:\d{1,5}|/|,|\?|)""",
    re.VERBOSE,
)
_SLASH_LOGIN = re.compile(
    r"(?:thin:|oci8?:|sqlplus (?:-\w )?|userid=)(?P<user>[\w$#]{1,64})/"
    r"(?P<password>[^\s@/]{1,128}(?:@[^\s@/]{1,128}(?=@))?)@"
)
_LABELS = frozenset(
    (
        *(
            "mailto",
            "to",
            "from",
            "cc",
            "bcc",
            "email",
            "e-mail",
            "mail",
            "user",
            "username",
            "login",
            "owner",
            "by",
            "sip",
        ),
        *("sips", "xmpp", "account", "author", "contact", "sender", "recipient", "for", "upn", "principal", "member"),
        *("name", "id", "image", "digest", "npm", "package", "version", "reply-to"),
    )
)
_CAMEL_CASE = re.compile(r"(?:[A-Z][a-z]+){2,6}")
_IDENTITY_HASH = re.compile(
    r"(?=[a-f]{0,8}[0-9])[0-9a-f]{1,8}|sha\d{3}|md5|\d+\.\d+(?:\.\d+)?(?:[.-]?[a-z][\w.-]*)?", re.IGNORECASE
)

_LETTER = r"A-Za-z0-9À-ÖØ-öø-ɏ"
_EMAIL = re.compile(
    rf"""(?:(?<![{_LETTER}._%+-])|(?<=%[0-9A-Fa-f]{{2}}))(?P<local>[{_LETTER}_+-](?:[{_LETTER}._+'~-]|%2[BbEe]){{0,127}}+)
    {_AT}(?P<host>(?:[{_LETTER}](?:[{_LETTER}-]{{0,62}})\.){{1,8}}[A-Za-z][A-Za-z0-9-]{{1,30}})(?![{_LETTER}@]|%40)""",
    re.VERBOSE,
)
_REMOTE_PATH = re.compile(r"(?::|%3[Aa])(?:~|[\w.-]{0,80}(?:/|%2[Ff])|[A-Za-z]:\\)")
_CODE_HOSTS = frozenset(("git", "hg", "svn"))


def logins(text: str, lower: str) -> Iterator[Span]:
    """`user:password` of a URL or of a connection description, not the host behind it."""
    if "://" in text or "%3a" in lower or ":\\/" in text:
        yield from _url_logins(text, lower)
    for found in _BARE_LOGIN.finditer(text):
        host, more = found["host"], found["more"]
        if _IDENTITY_HASH.fullmatch(host) or found["user"].lower() in _LABELS or MARK.fullmatch(found["password"]):
            continue
        # A part of a program and who it works for: LeaseRenewer:bob@host:9000.
        if _CAMEL_CASE.fullmatch(found["user"]) and found["password"].isalpha() and found["password"].islower():
            continue
        # bob:x@example.com alone reads like a label and an address; it goes as one.
        if more or "." not in host or not _EMAIL.fullmatch(text, found.start("password"), found.end("host")):
            yield found.start("user"), found.end("password")
    if "/" in text and "@" in text:
        for found in _SLASH_LOGIN.finditer(lower):
            yield found.start("user"), found.end("password")


def _url_logins(text: str, lower: str) -> Iterator[Span]:
    escaped = ((_LOGIN_IN_URL, _PORT_AND_PATH_IN_URL),) if "%3" in text else ()
    for pattern, port in ((_LOGIN, _PORT_AND_PATH), *escaped):
        behind = 0
        while found := pattern.search(text, behind):
            password = found["password"]
            # http://host:8080/path?mail=a@b has no login.
            if port.match(password) or MARK.fullmatch(password) or is_placeholder(password) or "://" in password:
                behind = found.end("begin")
                continue
            behind = found.end()
            yield found.span("login")
    for found in _TOKEN_LOGIN.finditer(lower):
        value = text[slice(*found.span("login"))]
        # akka.tcp://sparkExecutorActorSystem@host names a system.
        if changes_of_class(value) >= 5 and entropy(value) >= 3.0 and not value.isalpha():
            yield found.span("login")


def shows_email(shape: str, _lower: str) -> bool:
    """False where `emails` finds nothing in any text of the shape."""
    return _EMAIL.search(shape) is not None


def emails(text: str, lower: str) -> Iterator[Span]:
    """E-mail addresses. `abfss://container@account.dfs...`, `user@host:/path`, versions and images are none."""
    for found in _EMAIL.finditer(text):
        start, end = found.span()
        before = text[max(0, start - 3) : start]
        if (
            before == "://"
            or before.endswith((":\\/\\/"[-3:],))
            or lower[max(0, start - 9) : start].endswith("%3a%2f%2f")
        ):
            continue
        if _REMOTE_PATH.match(text, end) or (found["local"] in _CODE_HOSTS and text[end : end + 1] in (":", "/", "%")):
            continue
        yield start, end
