"""Templates of version 2: a message goes in, its text with `<*>` for what varies comes out.

Fields first (fields.py), then quotes and lists, then word by word, then what spans words: units, dates, runs of
placeholders. Everything treats all digits alike, so that a template is a function of the message's shape and can be
kept per shape. Redaction has run before: `[redacted]` and `[email]` are values.
"""

import re
from functools import lru_cache

from faultbook.faults.v2.fields import with_fields_read
from faultbook.faults.v2.vocabulary import (
    PLACEHOLDER,
    core,
    ends_in_event,
    is_distinguishing_key,
    is_function_word,
    is_state,
)

MESSAGE_LIMIT = 2_000
"""Code points of a message that count."""

_DIGITS_TO_ZERO = str.maketrans("123456789", "000000000")

# A redacted value becomes a digit: whatever stood around it is then masked as if the value were there.
_REDACTED = re.compile(r"\[(?:redacted|email)\]", re.IGNORECASE)
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*+[A-Za-z]")
_URL_WITH_QUERY = re.compile(r"""(?<![A-Za-z0-9+])[A-Za-z][A-Za-z0-9+.]{1,15}+://[^\s"'<>)\]},;|]++""")
_PATH_WITH_QUERY = re.compile(r"""(?<![\w<>.@~$/=-])(?:/[\w.~%@:+-]++)++/?\?[^\s"'<>)\]},;|]++""")
_REQUEST = re.compile(r"(?<!\w)(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) \S++ HTTP/")
_WINDOWS_PATH = re.compile(
    r"""(?<![\w<>])[A-Za-z]:\\{1,2}(?:[^\s"'<>|,;:*?\\]++(?: [^\s"'<>|,;:*?\\]++){0,4}+\\{1,2})*+[^\s"'<>|,;:*?\\]*+"""
)
_QUOTED = re.compile(r"""(?<!\w)(["'`\u201c\u2018])([^"'`\u201c\u201d\u2018\u2019\n]{1,120}+)["'`\u201d\u2019](?!\w)""")
_NAME_OF_KEY = re.compile(r"""([A-Za-z_@][A-Za-z_.@-]*+)=(["']?)[A-Za-z_]++(?:[.$][A-Za-z_]++)++\2[,;]?""")
_LAST_WORD = re.compile(r"([A-Za-z_][\w-]*)[\s:=]*$")
_EMPTY = re.compile(r"(?<![^\s=:,;([{])(?:\(\)|\[\])(?![^\s,;:)\]}.])")
_LIST = re.compile(r"\[[^\[\]\s,{}()=]++(?:, ?[^\[\]\s,{}()=]++)++\]")
_ENUMERATION = re.compile(r"(?<=: )[^\s,;:()\[\]{}=\"']++(?:, [^\s,;:()\[\]{}=\"']++)++(?=[.;]?\s*$|[;)])")
# Tabs between words part fields; white space is one blank in a template, so that they would be lost.
_TABS = re.compile(r"(?<=\S)\t(?=\S)")
_MOST_WORDS_QUOTED = 4
_LONGEST_KEPT = 100
"""Longer words are masked again each time: they hardly come again, and would fill the memory."""
_LONGEST_WHOLE = 400
"""The same of masked texts."""

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?!\w)"
_HEX_RUN = r"(?=[a-fA-F]*+\d)[0-9a-fA-F]{8,}+(?!\w)"
_UNIT = (
    r"(?:[kKMGTPE]i?[Bb](?:ytes?|its?|ps|/s)?|[Bb]ytes?|bits?|B|bps|ms|msecs?|millis(?:econds?)?|us|\u00b5s|\u03bcs|usecs?"
    r"|ns|nsecs?|secs?|seconds?|s|mins?|minutes?|m|hrs?|hours?|h|days?|d|weeks?|months?|years?"
    r"|[kMG]?Hz|rpm|px|st|nd|rd|th)(?!\w)|%"
)
_SHORT_UNIT = r"(?:ms|us|\u00b5s|\u03bcs|ns|[dhms])"
_DURATION = rf"[-+]?\d++(?:\.\d++)?(?:{_SHORT_UNIT}\d++(?:\.\d++)?)++{_SHORT_UNIT}(?!\w)"
_MIXED_ID = (
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{6})"
    r"(?:[A-Za-z]++\d++[A-Za-z]++\d[A-Za-z0-9]*+|\d++[A-Za-z]++\d++[A-Za-z][A-Za-z0-9]*+)"
)
_DOTTED = (
    r"(?=\d*+[A-Za-z_])\w[\w-]*+(?:(?:\.[\w$-]++){2,}+(?:/[\w.$-]++)*+(?:@[0-9a-fA-F]++)?(?::\d++)?|\.[A-Za-z]{2,}+:\d++"
    r"|(?:\.[\w-]++)*+@(?:[\w-]++\.)++\w++)(?<!Exception)(?<!Error)(?!=)"
)
_LONG = "|".join(
    (
        r"""[A-Za-z][A-Za-z0-9+.]{1,15}+://[^\s"'<>)\]},;|]++""",
        r"""[\w.~$@-]*+(?:/[^\s/,;:="'()\[\]{}|<>]++){2,}+/?""",
        r"""/[^\s/,;:="'()\[\]{}|<>]++/?(?![\w/])""",
        _UUID,
        r"(?:[0-9a-fA-F]{0,4}:){2,}+[0-9a-fA-F.]*+(?:%\w++|/\d++)?(?![\w:])",
        r"[-+]?0[xX][0-9a-fA-F]++",
        rf"[-+]?(?=\d*+[a-fA-F]){_HEX_RUN}",
        _DOTTED,
    )
)
_ONE = re.compile(
    rf"(?<![\w<>.@~$-])(?=[\w/~$@.:+-])(?:{_LONG})"
    rf"|{_DURATION}"
    rf"|{_MIXED_ID}"
    r"|(?<![A-Za-z0-9])(?=[a-f]*+\d)(?=\d*+[a-f])[0-9a-f]{6,}+(?![A-Za-z0-9])"
    r"|\d{4}-\d{6}-[a-z0-9]{8}(?!\w)"
    rf"|(?<=[A-Za-z0-9])-(?:{_UUID}|(?=[a-z]*+\d)[a-z0-9]{{8,10}}-[a-z0-9]{{5}}(?!\w)|{_HEX_RUN})"
    rf"|(?<=[A-Za-z]_)(?:{_UUID}|{_HEX_RUN})"
    r"|(?<=\w)@[0-9a-fA-F]{4,16}+(?!\w)"
    r"|(?:(?<![A-Za-z0-9])[vV]|[-+]|(?<!\S)[<>~\u2264\u2265]=?)?\d++(?:[-+:.,/T]\d++)*+(?:Z(?!\w)|(?:-(?:SNAPSHOT|RELEASE|GA|Final|alpha|beta|rc)|[eE][-+]?)\d*+(?!\w))?"
    rf"(?:{_UNIT})?"
)
_RUN = re.compile(rf"<\*>(?: (?:{_UNIT}))?(?:[\s,:;/_.+#~-]*+<\*>(?: (?:{_UNIT}))?)*+")
# A number repeated in another unit: `1165 bytes (1.13 KB)`.
_RESTATED = re.compile(rf"(?<=\d)( ?(?:{_UNIT}))? \((?:about |~)?\d[\d.,]*+ ?(?:{_UNIT})\)")
_CALENDAR_WORDS = """
    Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August September October
    November December Mon Tue Wed Thu Fri Sat Sun Mon, Tue, Wed, Thu, Fri, Sat, Sun, AM PM UTC GMT CET CEST EST EDT CST
    CDT MST MDT PST PDT BST IST JST
"""
_CALENDAR = frozenset(_CALENDAR_WORDS.split())
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*+"
_DATE = re.compile(
    rf"(?<!\w)(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*+,? (?=<\*>|{_MONTHS} <\*>))?+(?:{_MONTHS} )?+<\*>"
    rf"(?: {_MONTHS},?(?= <\*>))?+(?:(?: (?:AM|PM|UTC|GMT|CET|CEST|[ECMP][SD]T|BST|IST|JST)(?!\w))? ?<\*>)*+"
    r"(?: (?:AM|PM|UTC|GMT|CET|CEST|[ECMP][SD]T|BST|IST|JST)(?!\w))?"
)


def shape(message: str) -> str:
    """The first 2,000 code points with every ASCII digit written 0: messages of one shape have one template."""
    return message[:MESSAGE_LIMIT].translate(_DIGITS_TO_ZERO)


def template(message: str) -> str:
    """The message with `<*>` for what varies; `''` for a blank message."""
    return template_of_shape(shape(message))


def template_of_shape(shape: str) -> str:
    """The template of all messages of one shape."""
    text = _with_quotes_and_lists_read(_with_long_values_masked(shape))
    words = [_masked_word(word) if len(word) <= _LONGEST_KEPT else _mask(word) for word in text.split()]
    text = " ".join(words)
    if PLACEHOLDER not in text:
        return text
    return _in_whole(text) if len(text) <= _LONGEST_WHOLE else _read_in_whole(text)


def _with_long_values_masked(text: str) -> str:
    """What fields could cut: redacted values, addresses of the web, paths of Windows. Then the fields."""
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    if "\t" in text and "\n" not in text and len(_TABS.findall(text)) > 1:
        text = _TABS.sub("|", text)
    if "[" in text:
        text = _REDACTED.sub("0", text)
    if " HTTP/" in text:
        text = _REQUEST.sub(rf"\1 {PLACEHOLDER} HTTP/", text)
    if "?" in text:
        text = _PATH_WITH_QUERY.sub(PLACEHOLDER, text)
    if "://" in text:
        text = _URL_WITH_QUERY.sub(PLACEHOLDER, text)
    if ":\\" in text:
        text = _WINDOWS_PATH.sub(PLACEHOLDER, text)
    return with_fields_read(text) if "=" in text or "{" in text or ": " in text else text


def _with_quotes_and_lists_read(text: str) -> str:
    if '"' in text or "'" in text or "`" in text or "\u201c" in text or "\u2018" in text:
        text = _QUOTED.sub(_unquoted, text)
    if " (0" in text:
        text = _RESTATED.sub(r"\1", text)
    if "()" in text or "[]" in text:
        text = _EMPTY.sub(_filled, text)
    if "[" in text and "," in text:
        text = _LIST.sub(_unlisted, text)
    if ", " in text:
        text = _ENUMERATION.sub(_unlisted, text)
    return text


def forget_words() -> None:
    """Empties the caches of masked words and of masked texts, for measurements."""
    _masked_word.cache_clear()
    _in_whole.cache_clear()


@lru_cache(maxsize=16_384)
def _in_whole(text: str) -> str:
    return _read_in_whole(text)


def _read_in_whole(text: str) -> str:
    """What spans words: runs of placeholders, dates, repeated words. Many shapes are one text when masked."""
    words = text.split(" ")
    text = _RUN.sub(PLACEHOLDER, text)
    if not _CALENDAR.isdisjoint(words):
        text = _DATE.sub(PLACEHOLDER, text)
    return _without_repeats(text)


@lru_cache(maxsize=65_536)
def _masked_word(word: str) -> str:
    return _mask(word)


def _mask(word: str) -> str:
    if word.isalpha() or ("=" in word and _is_described_name(word)):
        return word
    return _ONE.sub(_value, word)


def _is_described_name(word: str) -> bool:
    """`logger=com.acme.db.Pool`: behind a telling key a dotted name stays, where it has no digit."""
    found = _NAME_OF_KEY.fullmatch(word)
    return bool(found and is_distinguishing_key(found[1]))


def _value(found: re.Match[str]) -> str:
    """A dotted name that ends in a state (`app.action.SCREEN_ON`) names an event; all else is a value."""
    text = found[0]
    return text if "." in text and ends_in_event(text) else PLACEHOLDER


def _unquoted(found: re.Match[str]) -> str:
    """A quoted name is a value. A quoted sentence or state, and what is quoted behind a telling word, is not."""
    words = found[2].split()
    before = found.string[max(0, found.start() - 40) : found.start()]
    if before[-1:] == "=":  # a field, which is decided already
        return found[0]
    if len(words) > _MOST_WORDS_QUOTED and "/" not in words[0]:
        return found[0]
    if len(words) > 1 and words[0].isalpha() and words[0].isupper():  # a request or a statement: "GET /x HTTP/1.1"
        return found[0]
    if any(is_state(word) for word in words) or (len(words) > 1 and any(is_function_word(word) for word in words)):
        return found[0]
    last = _LAST_WORD.search(before)
    if last and last[1].islower() and is_distinguishing_key(last[1]) and all(word.isalpha() for word in words):
        return found[0]
    return PLACEHOLDER


def _filled(found: re.Match[str]) -> str:
    """Empty brackets that stand alone hold a value that is empty."""
    return found[0][0] + PLACEHOLDER + found[0][1]


def _unlisted(found: re.Match[str]) -> str:
    """`[a, b, c]` and, to the end, `: a, b, c` are lists of values, however many."""
    words = [core(word) for word in found[0].split(",")]
    if any(is_state(word) or is_function_word(word) for word in words):
        return found[0]
    return f"[{PLACEHOLDER}]" if found[0][0] == "[" else PLACEHOLDER


def _without_repeats(text: str) -> str:
    """Equal words with a placeholder in a row are one, be they parted by commas: a list of any length is a list."""
    if text.count(PLACEHOLDER) < 2:
        return text
    kept: list[str] = []
    last = ""
    for word in text.split(" "):
        plain = word.rstrip(",;")
        if plain == last and PLACEHOLDER in plain:
            kept[-1] = word
        else:
            kept.append(word)
            last = plain
    return " ".join(kept)
