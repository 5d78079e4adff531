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

# Whatever follows the name of a password is one, unless marked otherwise; the name of a secret may mean less.
_WORD = (
    r"(?:(?P<password>mot[ _.-]?de[ _.-]?passe|pswd|psw(?![a-z])"
    r"|pass[ _.-]?(?:word|wd|phrase|code|wort)s?|passwrd|pass(?:in)?(?![a-z])|pwd"
    r"|pw(?![a-z])"
    r"|contrase(?:ñ|n|\\u00f1)a|kennwort|密码|密碼|パスワード|пароль|비밀번호)"
    r"|(?P<secret>secret(?:[ _.-]?access)?(?:[ _.-]?keys?)?s?|keys?(?![a-z])|token|signature|credentials?"
    r"|creds?(?![a-z])"
    r"|authori[sz]ation|auth(?![a-z])|otp(?![a-z])|bearer(?![a-z])|jsessionid|phpsessid"
    r"|identified (?:with \w{1,40} )?(?:by|as)(?: values?)?))"
)
# Whatever _WORD matches begins with one of these.
_STEMS = (
    *("pass", "token", "key", "auth", "secret", "pw", "cred", "signature", "bearer", "otp", "identified", "jsess"),
    *("phpsess", "psw", "mot", "contrase", "kennwort", "密码", "密碼", "パスワード", "пароль", "비밀번호"),
)
_MORE_OF_THE_NAME = (
    # fs.azure.account.key.<account>.dfs.core.windows.net
    r"(?:(?:(?<=key)|(?<=secret))(?:\.[a-z0-9-]{1,64}){2,8})?"
    r"(?:[ _.-]?(?:hash|value|val|base64|b64|confirm(?:ation)?|super|secure|plain|text|string|enc(?:rypted)?|raw"
    r"|base|prod|dev|test|stage|staging"
    r"|live|old|new|current|prev(?:ious)?|temp|tmp|repeat|again|primary|secondary|main|backup|admin|root|db|sha256|given|used|entered|typed|supplied|provided|attempted|tried"
    r"|received|user\.info|[0-9]{1,3})(?![a-z])){0,3}"
)
# Those with digits, as they read in a shape: base64, b64, sha256.
_NAMES_WITH_DIGITS = ("base00", "b00", "sha000")
_QUOTE = r"""(?:\\{0,8}["'`]|&quot;|&\#0?3[49];|&apos;|\\{1,4}u002[27]|\\{1,4}x2[27]|%(?:25)?2[27]|[“”‘’«»])"""
# Also of an element (password[], user[password], user%5Bpassword%5D), in bold, with a remark.
_CLOSE = rf"{_QUOTE}?(?:\[[\w.-]{{0,40}}\]|\]|%5b[\w.-]{{0,40}}%5d|%5d|[*?_]{{1,2}}{_QUOTE}?|[ ]?\([\w .-]{{1,40}}\))?"
_OWNER = (
    r"(?: (?:for|of)(?: (?:the|user|account|role|login|service|database|db))?"
    r""" \\{0,2}["'`]?(?!(?:user|account|role|login|the) )[\w.@\\/-]{1,64}["'`]?)?"""
)
_BLANK = r"[ \t\u00a0\u200b]"
_SEPARATOR = (
    r"=>|:=|→|\.equals(?:ignorecase)?\(|={1,3}|!={1,2}|->|::?|：|＝|%(?:25)?3[da]|\\{1,4}u003[da]|&\#61;"
    r"|(?<=[ \t])(?:(?:is|was|has been) )?(?:re)?(?:set|changed) to(?=[ :=])(?:[ \t]?[:=])?"
    r"|(?<=[ \t])(?:is|was|are|equals)(?=[ :=])(?: now)?(?:[ \t]?[:=])?"
)
_PAIR_OF_FIELDS = (
    rf"{_QUOTE}?\s{{0,4}},?\s{{0,4}}(?:{_QUOTE}(?:value|val|v){_QUOTE}|(?<![a-z])(?:value|val))\s{{0,4}}[:=]"
    rf"|{_QUOTE}\s{{0,4}},(?=\s{{0,4}}[bu]?{_QUOTE})"
)
_END_OF_TAG = (
    rf"[\w.-]{{0,20}}{_QUOTE}?(?:\s{{1,4}}[\w:.-]{{1,40}}=[\"'][^<>\"']{{0,100}}[\"']){{0,4}}\s{{0,2}}(?:>|&gt;)"
)


def _name_pattern(pair: str, tag: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_WORD}{_MORE_OF_THE_NAME}(?:"
        rf"{_OWNER}(?P<close>{_CLOSE}){_BLANK}{{0,8}}(?P<separator>{_SEPARATOR})"
        # {"name": "password", "value": "x"}, ("password", "x")
        rf"|[\w-]{{0,4}}(?P<pair>{pair})"
        # <password type="x">
        rf"|(?P<tag>{tag})"
        # --password x, password 'x', PASSWORD('x')
        rf"|{_OWNER}(?P<blanks>{_QUOTE}?[ \t]{{1,8}}(?:(?:to|from|of|with)[ \t])?|(?=\()))"
    )


_NAME = _name_pattern(_PAIR_OF_FIELDS, _END_OF_TAG)
# Where what looked like a pair or a tag is none.
_PLAIN_NAME = _name_pattern("(?!)", "(?!)")
# Nothing was assigned: what follows is the next name.
_NAMES_NEXT = re.compile(
    rf"""[\w.-]{{0,40}}?{_WORD}{_MORE_OF_THE_NAME}(?P<close>{_QUOTE}?)[ \t]{{0,8}}(?:=>|:=|=|:(?=[ \t]))"""
)
_COOKIE_FIELD = re.compile(r"(?:.*[^a-z])?(?:set-)?cookies?2?", re.DOTALL)
_FIELD = re.compile(rf"{_WORD}{_MORE_OF_THE_NAME}\Z")

# Of the many things called key, those that are secret.
_KEYS = re.compile(
    r"(?:private|access|api|app|application|auth|authentication|account|encryption|encrypt|decryption|signing|sign|sas|client|consumer|master|service"
    r"|storage|subscription|webhook|admin|ssh|hmac|jwt|deploy|functions?|symmetric|aes|ingestion|ingest|shared|write|hec|integration|license|personal|unseal|recovery)"
    r"[ _.-]?\Z"
)
_OF_A_PASSWORD = re.compile(
    r"(?:db|smtp|imap|store|key|ldap|root|my|user|admin|ftp|bind|login|svc|sftp|jdbc|proxy|trust|http|auth|mail|redis|mongo|pg|mysql|ssh)\Z"
)
_NOT_WITHIN_A_WORD = frozenset(("pass", "passin", "pw", "cred", "creds", "auth", "otp", "bearer", "key", "keys"))
# Of a test (PASS: test_login), of one round of several (Pass 1 of 3).
_VERDICT = re.compile(r"(?<![\w-])PASS: (?![^\s]*[!@#$%^&*+~?])|(?i:pass) \d{1,4} of \d")
# What syslog writes before a line of the program passwd.
_PROCESS = re.compile(r"passwd\[\d{1,7}\]: ")
_DESCRIBES_OTHERS = _NOT_WITHIN_A_WORD - {"key", "keys", "pass", "pw"}
_BEFORE_OPTION = re.compile(r"""(?:\A|[\s"'(\[=,])--?[a-z0-9_-]{0,40}\Z""")
# POST https://example.org/reset-password: timeout
_WITHIN_A_PATH = re.compile(r"(?:\A|[\s\"'`(=\[]|://[\w.:-]{1,60})/(?:[\w.-]{1,40}/){0,6}[\w.-]{0,40}\Z")
_AFTER_A_PATH = re.compile(r"[ \t]{1,8}(?:[a-z]{1,40}|[0-9]{1,6}(?:ms|s)?)(?=[.,:;]?(?:\s|\Z))")
_BEFORE_PAIR = re.compile(
    rf"(?P<list>[(\[]\s{{0,4}}[bu]?{_QUOTE})[\w.-]{{0,40}}\Z|(?:name|key|field|param|parameter|header|k|id|property){_QUOTE}?\s{{0,4}}[:=]\s{{0,4}}{_QUOTE}?[\w.-]{{0,40}}\Z"
)
_BEFORE_TAG = re.compile(r"(?:<|&lt;)(?!/)[^<>]{0,60}\Z")
_BEFORE_NETRC = re.compile(r"(?<![a-z])login \S{1,40} \Z")
_TAG_VALUE = re.compile(r"\s{0,40}(?:<!\[CDATA\[)?(?P<value>(?:(?!\]\]>)[^<]){1,4096})")
_ESCAPED_TAG_VALUE = re.compile(r"\s{0,40}(?:&lt;!\[CDATA\[)?(?P<value>(?:(?!&lt;/|\]\]&gt;)[^<]){1,4096})")

_LOGIN_CALL = re.compile(
    r"(?:basic_?auth\w{0,16}|passwordauthentication|passwordcredentials?|(?<![a-z])auth|withcredentials)"
    r"\s?[=:]?\s?[(\[]\s?"
    rf"[bu]?{_QUOTE}[^\"'\s]{{1,128}}{_QUOTE}\s?,\s?[bu]?(?P<quote>{_QUOTE})(?P<value>[^\"'\r\n]{{1,256}})(?P=quote)"
)
# The header, not the noun: pairs follow.
_COOKIE = re.compile(
    rf"(?:set-)?cookies?2?(?: header)?{_QUOTE}?\s{{0,4}}(?::|=>|=|,)\s{{0,4}}(?:\[\s{{0,4}})?"
    rf"[bu]?{_QUOTE}?(?=[\w.~+/%$#!^|&*-])"
)
_COOKIE_PAIRS = re.compile(
    r"(?:[\w.$%\[\]!#&*+^|~-]{1,256}+=(?:\"[\w.~+/=%-]{1,4096}\"|[^\s;,\"'\\]*+)"
    r"(?:;[ ]?(?:path|domain|expires|max-age|samesite|secure|httponly|priority|partitioned)\b[^;\"'\\\r\n]{0,100})*+"
    r";?[ ]?)++"
)
_NEXT_COOKIE = re.compile(rf"{_QUOTE}\s{{0,4}},\s{{0,4}}[bu]?{_QUOTE}")
_COOKIE_ALONE = re.compile(r"[\w.~+/%-]{16,4096}={0,2}(?![\w=])", re.ASCII)
_COOKIE_MAP = re.compile(rf"cookies?{_QUOTE}?\s{{0,4}}[:=]\s{{0,4}}\{{(?P<value>[^{{}}]{{3,4096}})\}}")
_SCHEME = re.compile(
    r"(?:bearer|basic|digest|negotiate|ntlm|token|apikey|api-key|key|ssws|hawk|oauth|aws4-hmac-sha256|aws|sharedkey(?:lite)?|sharedaccesssignature|mac"
    r"|dpop|hmac[\w-]{0,12}|jwt|geniekey|splunk|flyv1|vapid|gnap|scram-sha-256)(?:[ \t]|%20|\+){1,4}+(?=[^\s])"
)
# Of what merely follows a name (`token expired`), a word without digits and signs is no value.
_WORD_FOLLOWS = re.compile(rf"{_BLANK}{{0,8}}(?!{_SCHEME.pattern})[a-z]{{1,40}}(?=[.,:;]?(?:\s|\Z))")
_SCHEME_AND_VALUE = re.compile(
    r"(?<![a-z0-9])(?:bearer|basic)(?:[ \t]{1,4}+|%20|\+|:[ \t]?)(?P<value>[\w.~+/%-]{4,}+={0,2}+)(?![\w=])", re.ASCII
)
_NO_TOKEN = ("realm=", "error=", "scope=", "charset=")
_PARAMETERS = re.compile(
    r"""\w[\w-]{0,30}=(?:"[^"\r\n]{0,4096}"|\\"[^"\r\n]{0,4096}"|[^\s,"]+)(?:,[ \t]{0,2}|(?=[\s"']|\Z)|&)"""
)
_CONNECTION_VALUE = re.compile(r"""[^;"'\r\n=]{1,256};""")
_SIGNATURE = re.compile(
    r"(?<![a-z])(?:sig|x-amz-signature|x-goog-signature)(?:=|%3d|\\u003d)(?P<value>[\w%+/=~.\\-]{12,})", re.ASCII
)
_SIGNATURE_IN_A_MAP = re.compile(
    rf"(?<![a-z])sig{_QUOTE}?\s{{0,2}}(?:=>|:)\s{{0,2}}{_QUOTE}?(?P<value>[\w%+/=-]{{32,}})", re.ASCII
)
_PARAMETER = re.compile(
    r"[?&](?:code|auth|key|pass|otp|t|st|tk|sid|session_?id|state|assertion|refresh|ticket|x-amz-credential)"
    r"=(?P<value>[^\s&\"'<>#]{20,2000})"
)

_OPEN = re.compile(rf"""[bur]{{0,2}}(?:n(?='))?@?(?P<quote>"{{3}}|'{{3}}|''(?=[\w!#$%*+-])|{_QUOTE})""")
_ARRAY = re.compile(r"[ \t]{0,4}[\[({][ \t\r\n]{0,8}(?=[bu]?[\"'\\`&])")
_NEXT_OF_ARRAY = re.compile(rf"[ \t\r\n]{{0,8}},[ \t\r\n]{{0,8}}(?={_QUOTE})")
_COLON = re.compile(r"[ \t\r\n]{0,8}(?::|=>)[ \t\r\n]{0,8}")
# A number or a constant, behind which another member follows.
_BARE_MEMBER = re.compile(rf"[\w.+-]{{1,40}}[ \t\r\n]{{0,8}},[ \t\r\n]{{0,8}}(?={_QUOTE})")
# In YAML the value may stand alone on the next line.
_BLANKS = re.compile(
    rf"{_BLANK}{{0,16}}(?:!!?\w{{1,20}}[ \t]{{1,4}})?(?:(?:\\{{0,4}}[nrt]|\s){{1,16}}(?={_QUOTE})"
    r"|(?:[|>][+-]?)?[ \t]{0,4}\r?\n[ \t]{1,40}(?=\S{1,1000}[ \t]{0,4}(?:\r?\n|\Z)))?"
)
# What ends a value that is not in quotes: a blank; and what separates fields, where a field does follow. All else a
# password may hold.
_NEXT_NAME = r"""(?:[A-Za-z_][\w.-]{1,40}\\{0,4}["']?[ ]?=|\\{0,4}["']?[A-Za-z_]{3,40}\\{0,4}["']?[ ]?:(?!/))"""
_ENDS = r"""[)\]}>,;|.:]{0,6}(?:\s|\Z|\\{0,4}["'`])"""


def _unquoted_pattern(next_name: str, parameter: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?:
      \[redacted\] | \[email\]
    | [^\s,;|&"'`()\[\]{{}}<>\\%“”]
    | [\[({{>]
    | %
    | [,;|](?!{_ENDS}|[ ]?{next_name})
    | &(?!amp;|quot;|lt;|gt;|\#\d|{parameter}|\Z|\s)
    | ["'`”](?![\s,;:)\]}}>.&|]|\Z|\\|["'`])
    | [)\]}}](?!{_ENDS}|[,;|&][ ]?{next_name}|\\)
    | <(?!/?[A-Za-z:]{{1,20}}/?>|\s|\Z)
    | \\(?!\\{{0,6}}["'`]|\\{{0,3}}[nrt](?:[\s\\A-Z]|\Z|at[ ]|{next_name})|u00(?:0|22|27|26)|\Z)
    ){{1,1000}}+""",
        re.VERBOSE,
    )


_UNQUOTED = _unquoted_pattern(_NEXT_NAME, r"[A-Za-z_][\w.%-]{0,40}=")
# Where the value stands apart from its name (`password: x`, `--password x`), no field follows without a blank.
_UNQUOTED_APART = _unquoted_pattern("(?!)", "(?!)")
# Where the name is escaped for a URL, what ends the value is, too.
_UNQUOTED_IN_URL = re.compile(r"""(?:[^\s&"'<>%\\]|%(?!(?:25)?(?:2[267cC]|7[dD]|0[aAdD]|5[dD]|3[bBeE]))){1,1000}+""")
_PLACE_IN_SOURCE = re.compile(r"[\w$<>.-]{1,200}\.[A-Za-z]{1,8}(?::\d{1,9})?(?=\))|0x[0-9a-fA-F]+(?=[,)?])")
# (known after apply), <not set>: a remark of several words in the value's place.
_REMARK_IN_BRACKETS = re.compile(
    r"\((?:[A-Za-z-]{1,20} ){1,5}[A-Za-z-]{1,20}\)|<(?:[A-Za-z-]{1,20} ){1,5}[A-Za-z-]{1,20}>"
)
# In a line of source code: os.getenv("DB_PASSWORD"), client.get_secret(name).
_CALL_OF_A_METHOD = re.compile(r"(?:[A-Za-z_]\w{0,40}\.){1,4}[A-Za-z_]\w{0,40}\([^()\r\n]{0,80}\)(?=[\s,;)]|\Z)")
_READ_AT_ONCE = 1_000
_TRAILING = ".,;:"
_REST_OF_LINE = re.compile(r"[^\r\n]*")


_ASSIGNS = frozenset(("=", ":=", "=>", "==", "===", "!=", "!==", "->", "%3d", "%253d"))
# These words also name what is no secret: their value must look like one.
_VAGUE = frozenset(("auth", "signature", "credential", "credentials", "cred", "creds", "otp", "bearer"))
_BY_STATEMENT = "identified"
_HEADERS = frozenset(("authorization", "authorisation"))
_NAMESPACED = re.compile(r"[a-z0-9-]{1,63}/[a-z0-9.-]{1,80}")
_PAIR_OF_A_LOGIN = re.compile(r"[\w.@+-]{1,64}:(?!//)[^\s:]{4,256}")
_ALL_DIGITS = re.compile(r"[0-9]+")
_PARTICIPLE = re.compile(r"[a-z]{3,14}(?:ed|ing)")
_PATH = re.compile(r"(?:~|\.{0,2}/|[A-Za-z]:[\\/])\S*")
# HTTP/1.1 behind the path of a request, curl/7.88.1
_VERSION = re.compile(r"[A-Za-z]{2,20}/\d{1,4}(?:\.\d{1,4}){0,3}")
_TYPE_OF_JAVA = re.compile(r"\(?\[*L?(?:\w{1,40}[/$]){1,12}\w{1,60};.{0,200}")
_HEX_NUMBER = re.compile(r"0x[0-9a-fA-F]+")
_HAS_DIGIT = re.compile(r"[0-9]")
_HAS_SIGN = re.compile(r"[!@#$%^&*+~?]")
_HAS_LETTER = re.compile(r"[^\W\d_]")


class Name(NamedTuple):
    """A secret name.

    `assigned`: what follows is its value (`=`, JSON); else it may be a sentence (`password: expired`). `told_by`: what
    connects the two: sign, option (`--password x`), pair (`name="password" value="x"`), list (`("password", "x")`),
    tag (`<password>x</password>`), statement (`IDENTIFIED BY x`) or a mere blank.
    """

    is_password: bool
    word: str
    assigned: bool
    introduced_by: str = "sign"


def secret_name(key: str) -> Name | None:
    """What the name of a field implies about its value: None where it names no secret."""
    key = key[-200:]
    lower = key.lower()
    if _COOKIE_FIELD.fullmatch(lower):
        return Name(False, "cookie", True)
    at = 0
    while found := _FIELD.search(lower, at):
        if _is_whole(found, key, lower):
            return Name(found["password"] is not None, found["password"] or found["secret"], True)
        at = found.start() + 1
    return None


def named_secrets(text: str, lower: str) -> Iterator[Span]:
    """Values of secret names. `lower` is the text in lower case, character by character."""
    behind = 0
    for at in _beginnings(lower):
        found = _NAME.match(lower, at) if at >= behind else None
        if found is None or not _is_whole(found, text, lower):
            continue
        behind = found.end()
        name = _named(found, text, lower)
        if name is None and (found["pair"] or found["tag"]) and (plain := _PLAIN_NAME.match(lower, found.start())):
            found, name = plain, _named(plain, text, lower)
        if name is None or (name.introduced_by == "blank" and _WORD_FOLLOWS.match(lower, found.end())):
            continue
        for start, end, quoted in _values(text, lower, found, name):
            value = text[start:end]
            if is_secret(name, value, quoted=quoted) and _is_meant(name, value, quoted=quoted):
                behind = max(behind, end if quoted else _end_of_long(text, start, end))
                yield start, behind


def shows_value_of_a_name(shape: str, lower: str) -> bool:
    """False where `named_secrets` finds nothing in any text of the shape. `lower`: the shape in lower case."""
    if any(sign in lower for sign in _NAMES_WITH_DIGITS):
        return True
    behind = 0
    for at in _beginnings(lower):
        found = _NAME.match(lower, at) if at >= behind else None
        if found is None or not _is_whole(found, shape, lower):
            continue
        behind = found.end()
        if found["pair"] or found["tag"]:
            return True
        name = _named(found, shape, lower)
        if name and not (name.introduced_by == "blank" and _WORD_FOLLOWS.match(lower, found.end())):
            return True
    return False


def _beginnings(lower: str) -> list[int]:
    """Where a name can begin, from left to right: to look there is faster than to search for the whole pattern."""
    found = []
    for stem in _STEMS:
        if stem in lower:
            at = lower.find(stem)
            while at >= 0:
                found.append(at)
                at = lower.find(stem, at + 1)
    return sorted(found)


def shows_scheme(_shape: str, lower: str) -> bool:
    """False where `schemes` finds nothing in any text of the shape."""
    return _SCHEME_AND_VALUE.search(lower) is not None


def shows_parameter(_shape: str, lower: str) -> bool:
    """False where `parameters` finds nothing in any text of the shape."""
    return any(pattern.search(lower) for pattern in (_SIGNATURE, _SIGNATURE_IN_A_MAP, _PARAMETER))


def logins_in_calls(text: str, lower: str) -> Iterator[Span]:
    """The second argument of `HTTPBasicAuth("bob", "x")`, of `auth=("bob", "x")`."""
    for found in _LOGIN_CALL.finditer(lower):
        value = text[slice(*found.span("value"))]
        if MARK.fullmatch(value) is None and not is_placeholder(value) and not is_ordinary(value):
            yield found.span("value")


def _is_meant(name: Name, value: str, *, quoted: bool) -> bool:
    """Whether a value that no sign assigns to the name is its value."""
    if name.introduced_by not in {"blank", "list"}:
        return True
    if not name.is_password:
        # "token x" has many meanings: a name of an object has no three classes of characters.
        return len(value) >= 16 and of_each_class(value) and changes_of_class(value) >= 5
    if name.word in {"pass", "pw"}:
        return len(value) >= 10 and of_each_class(value)
    return (quoted and name.introduced_by == "blank" and not _is_path(value)) or _looks_like_a_password(value)


def _named(found: re.Match[str], text: str, lower: str) -> Name | None:
    """The name, None where it has no value here."""
    word: str = found["password"] or found["secret"]
    before = lower[max(0, found.start() - 64) : found.start()]
    follows = text[found.end() : found.end() + 1]
    if separator := found["separator"]:
        # A part of a path or of an ARN: /etc/passwd, arn:aws:secretsmanager:region:account:secret:name.
        is_part = separator == ":" and (before[-1:] == ":" or before[-5:] == "/etc/")
        # In prose a blank follows the colon; in JSON the name is in quotes; `key:value` is a pair.
        pair = bool(found["close"].strip("*?_ ()")) or (
            not separator[0].isalpha() and bool(follows) and not follows.isspace()
        )
        assigned, introduced_by = (
            separator in _ASSIGNS or pair,
            None if is_part or word.startswith(_BY_STATEMENT) else "sign",
        )
        if not assigned and "/" in before and _WITHIN_A_PATH.search(before) and _AFTER_A_PATH.match(lower, found.end()):
            introduced_by = None
    else:
        assigned, introduced_by = True, _introduced_without_sign(found, word, before, follows)
    if introduced_by is None:
        return None
    is_password = found["password"] is not None or word.startswith(_BY_STATEMENT)
    return Name(is_password, word, assigned and introduced_by != "blank", introduced_by)


def _introduced_without_sign(found: re.Match[str], word: str, before: str, follows: str) -> str | None:
    """What introduces the value where no `=` or `:` does: None where there is none."""
    is_option = "-" in before and _BEFORE_OPTION.search(before) is not None
    introduced_by: str | None = "blank"
    if found["pair"]:
        opened = _BEFORE_PAIR.search(before)
        introduced_by = "option" if is_option else None if opened is None else "list" if opened["list"] else "pair"
    elif found["tag"]:
        introduced_by = "tag" if _BEFORE_TAG.search(before) else None
    elif is_option and follows != "-":
        introduced_by = "option"
    elif word.startswith(_BY_STATEMENT) or (found["password"] and _BEFORE_NETRC.search(before)):
        introduced_by = "statement"
    elif word in _HEADERS or word == "signature" or word in _DESCRIBES_OTHERS:
        introduced_by = None
    return introduced_by


def _is_whole(found: re.Match[str], text: str, lower: str) -> bool:
    """Whether the word is a name, and not the end of another: `bypass` and `monkey` are none."""
    group = "password" if found["password"] else "secret"
    word, start = found[group], found.start(group)
    if word not in _NOT_WITHIN_A_WORD:
        return word != "passwd" or _PROCESS.match(lower, start) is None
    before = lower[max(0, start - 24) : start]
    if word in {"key", "keys"}:
        return _KEYS.search(before) is not None
    if word == "pass" and _VERDICT.match(text, start):
        return False
    if not before[-1:].isalpha() or (text[start].isupper() and text[start - 1].islower()):
        return True
    return word in {"pass", "pw"} and _OF_A_PASSWORD.search(before) is not None


def _values(text: str, lower: str, found: re.Match[str], name: Name) -> Iterator[tuple[int, int, bool]]:
    """(start, end, quoted) of the value that begins behind the name; of an array, of all its values."""
    at = found.end()
    if name.introduced_by == "tag":
        pattern = _ESCAPED_TAG_VALUE if found["tag"].endswith("&gt;") else _TAG_VALUE
        value = pattern.match(text, at)
        # AUTH <password> called without any: no tag ends, a sentence goes on.
        goes_on = text.startswith(" ", at) and value is not None and value.end() == len(text)
        if value and not (goes_on and " " in value["value"].strip()):
            yield *value.span("value"), True
        return
    blanks = _BLANKS.match(lower, at)
    at = blanks.end() if blanks else at
    array = _ARRAY.match(lower, at)
    at = array.end() if array else at
    while opened := _OPEN.match(lower, at):
        if array and (colon := _colon_behind(text, lower, opened)):
            value = _OPEN.match(lower, colon.end())
            if value is None:
                bare = _BARE_MEMBER.match(lower, colon.end())
                if bare is None:
                    return
                at = bare.end()
                continue
            opened = value
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
    yield from _unquoted(text, lower, at, name, found["separator"] or "")


def _unquoted(text: str, lower: str, at: int, name: Name, separator: str) -> Iterator[tuple[int, int, bool]]:
    if not separator and text.startswith("(", at):
        at += 1
        # A frame of a stack trace, with its place in the source or with addresses.
        if _PLACE_IN_SOURCE.match(text, at):
            return
    following = _NAMES_NEXT.match(lower, at)
    if (
        (following and _is_whole(following, text, lower))
        or _REMARK_IN_BRACKETS.match(text, at)
        or _CALL_OF_A_METHOD.match(text, at)
    ):
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
    apart = "=" not in separator and text[at - 1 : at].isspace()
    found = (_UNQUOTED_IN_URL if separator[:1] == "%" else _UNQUOTED_APART if apart else _UNQUOTED).match(text, start)
    # Begins with what separates fields: nothing was assigned.
    if found is None or text[start] in ",;|&":
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


def _end_of_long(text: str, start: int, end: int) -> int:
    """Of a value that was judged by its beginning, where it ends."""
    while end - start >= _READ_AT_ONCE and (more := _UNQUOTED.match(text, end)):
        end = more.end()
    return end


def _colon_behind(text: str, lower: str, key: re.Match[str]) -> re.Match[str] | None:
    """What follows a string that is the key of an object's member; None where it is none."""
    end = _closing(text, lower, key)
    return None if end is None else _COLON.match(lower, end + len(key["quote"]))


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
    """Whether what follows the name is a secret, or a word that describes one."""
    value = value.strip()
    plain = unquote_plus(value) if "%" in value and len(value) <= 400 else value
    if not MARK.sub("", value).strip(" ,;:.\"'") or is_placeholder(plain) or is_ordinary(plain):
        return False
    if name.is_password:
        return _is_password(name, value, quoted=quoted)
    if name.word in _HEADERS:
        return len(value) >= 8 or (len(value) >= 4 and (quoted or looks_random(value)))
    if name.word == "cookie":
        return "=" in value or looks_random(value)
    if name.word == "otp":
        return len(value) >= 4 and bool(_HAS_DIGIT.search(value))
    return not _is_no_key(name, value) and _is_key(name, value)


def _is_no_key(name: Name, value: str) -> bool:
    """Short words, numbers, paths, and the name of a secret of Kubernetes."""
    return (
        len(value) < 4
        or _HEX_NUMBER.fullmatch(value) is not None
        or (name.word == "signature" and _TYPE_OF_JAVA.fullmatch(f"{value};") is not None)
        or _is_path(value)
        or (_ALL_DIGITS.fullmatch(value) is not None and (len(value) < 6 or not name.assigned))
        or (name.word == "secret" and _NAMESPACED.fullmatch(value) is not None)
    )


def _is_key(name: Name, value: str) -> bool:
    if " " in value:
        # A sentence, unless one of its words is none.
        return any(looks_random(word) for word in value.split()[:20])
    if name.word in _VAGUE and _PAIR_OF_A_LOGIN.fullmatch(value):
        return True
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
        and _VERSION.fullmatch(value) is None
        and "=" not in value[:-2]
        and "://" not in value
    )


def schemes(text: str, lower: str) -> Iterator[Span]:
    """What follows `Bearer` or `Basic`, wherever: a token has a digit, padding or mixed case, or is long."""
    for found in _SCHEME_AND_VALUE.finditer(lower):
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
    """The pairs of Cookie and Set-Cookie, a map of cookies, a cookie without a name where it looks random."""
    at = 0
    while found := _COOKIE.search(lower, at):
        at = found.end()
        if pairs := _COOKIE_PAIRS.match(lower, at):
            while pairs:
                yield at, at + len(text[at : pairs.end()].rstrip())
                at = pairs.end()
                after = _NEXT_COOKIE.match(lower, at)
                at = after.end() if after else at
                pairs = _COOKIE_PAIRS.match(lower, at) if after else None
        elif (alone := _COOKIE_ALONE.match(lower, at)) and looks_random(text[slice(*alone.span())]):
            at = alone.end()
            yield alone.span()
    for found in _COOKIE_MAP.finditer(lower):
        yield found.span("value")


def parameters(text: str, lower: str) -> Iterator[Span]:
    """Signatures of signed URLs, and parameters of a URL that only their value gives away."""
    for found in _SIGNATURE.finditer(lower):
        yield found.span("value")
    for found in _SIGNATURE_IN_A_MAP.finditer(lower):
        if of_each_class(text[slice(*found.span("value"))]):
            yield found.span("value")
    for found in _PARAMETER.finditer(lower):
        value = text[slice(*found.span("value"))]
        if _HAS_DIGIT.search(value) and looks_random(value) and changes_of_class(value) >= 6:
            yield found.span("value")
