"""The grok names that a pattern may use, `%{IP:host}`: the well-known ones, written for engines without look-around.

They accept what the names promise in logs, and bound what they repeat, so that no line makes one slow.
"""

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_IPV6 = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?:%\w{1,15})?"
_HOSTNAME = r"[0-9A-Za-z_](?:[0-9A-Za-z_.-]{0,253}[0-9A-Za-z_])?\.?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
_TIME = r"[0-2]?\d:[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?"
_OFFSET = r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)"
_UNIXPATH = r"/[^\s:,;\"']{0,1000}"

GROK: dict[str, str] = {
    "WORD": r"\w+",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": r".*",
    "INT": r"[+-]?\d{1,19}",
    "POSINT": r"[1-9]\d{0,18}",
    "NONNEGINT": r"\d{1,19}",
    "NUMBER": r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})",
    "BASE10NUM": r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})",
    "BASE16NUM": r"[+-]?(?:0x)?[0-9A-Fa-f]{1,32}",
    "QUOTEDSTRING": r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')",
    "QS": r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')",
    "UUID": r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "IPV4": _IPV4,
    "IPV6": _IPV6,
    "IP": rf"(?:{_IPV4}|{_IPV6})",
    "HOSTNAME": _HOSTNAME,
    "HOST": _HOSTNAME,
    "IPORHOST": rf"(?:{_IPV4}|{_IPV6}|{_HOSTNAME})",
    "HOSTPORT": rf"(?:{_IPV4}|{_IPV6}|{_HOSTNAME}):\d{{1,5}}",
    "USERNAME": r"[0-9A-Za-z._-]+",
    "USER": r"[0-9A-Za-z._-]+",
    "EMAILADDRESS": rf"[0-9A-Za-z.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_HOSTNAME}",
    "UNIXPATH": _UNIXPATH,
    "PATH": rf"(?:{_UNIXPATH}|[A-Za-z]:\\[^\s:,;\"']{{0,1000}})",
    "URI": r"[A-Za-z][0-9A-Za-z+.-]{0,30}://[^\s\"']{1,1000}",
    "URIPATH": r"/[^\s?#\"']{0,1000}",
    "URIPATHPARAM": r"/[^\s#\"']{0,1000}",
    "MONTH": _MONTH,
    "MONTHNUM": r"(?:0?[1-9]|1[0-2])",
    "MONTHDAY": r"(?:0[1-9]|[12]\d|3[01]|[1-9])",
    "DAY": _DAY,
    "YEAR": r"\d\d(?:\d\d)?",
    "HOUR": r"(?:2[0-3]|[01]?\d)",
    "MINUTE": r"[0-5]\d",
    "SECOND": r"[0-6]?\d(?:[.,:]\d{1,9})?",
    "TIME": _TIME,
    "ISO8601_TIMEZONE": _OFFSET,
    "TZ": r"[A-Z]{1,5}",
    "TIMESTAMP_ISO8601": rf"\d{{4}}-\d\d-\d\d[Tt ]{_TIME}{_OFFSET}?",
    "SYSLOGTIMESTAMP": rf"{_MONTH} +\d\d? \d\d:\d\d:\d\d",
    "HTTPDATE": rf"\d\d/{_MONTH}/\d{{4}}:\d\d:\d\d:\d\d [+-]\d{{4}}",
    "LOGLEVEL": (
        r"(?i:trace|debug|dbg|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?"
        r"|alert|panic)"
    ),
    "PROG": r"[!-Z\\^-~]+",
    "JAVACLASS": r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,30}",
    "JAVAFILE": r"[\w.$ -]{1,200}",
}
"""Name -> regex, without groups of a name."""
