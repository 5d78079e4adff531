"""Fields inside a message: JSON objects, logfmt, `key: value` lists. Telling values keep words, the others do not.

A JSON object becomes the logfmt of its fields in one order, so that neither the order of keys nor the notation tells
two messages apart: telling keys first, the most telling before the others, then the rest by name.
"""

import re
from collections.abc import Iterable

from faultbook.faults.v2.vocabulary import (
    PLACEHOLDER,
    is_distinguishing_key,
    is_function_word,
    is_message_key,
    is_state,
    is_state_key,
)

_FIRST = ("level", "severity", "event", "msg", "message", "err", "error", "reason", "code", "status")
_FEWEST_WORDS_OF_A_SENTENCE = 3
_MOST_FIELDS = 64
_MOST_DEPTH = 8
_MOST_TEXTS_IN_TEXTS = 3
_PARTS_OF_A_KEY = 2
_MOST_WORDS_OF_A_VALUE = 3

_TOKEN = re.compile(
    r"""\s*+(?:([{}\[\],:])|"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)|'((?:[^'\\]|\\.)*+)(?:'|\\?\Z)|([^\s{}\[\],:"']++))""",
    re.DOTALL,
)
_OBJECT_BEGINS = re.compile(r"""\{\s*+["'][\w@$./ -]++["']\s*+:""")
_VALUE = re.compile(
    r"""(?<=[\w)\]])=(?![=>])"""
    r"""(?:"((?:[^"\\]|\\.)*+)"|'([^'\n]*+)'(?!\w)|(\[[^\[\]\n]*+\])|([^\s,;()\[\]{}<>|&"'=]++)(?:\{[^{}\n]*+\})?+)""",
    re.DOTALL,
)
# Blanks around the sign: a field where the value is one word and ends there, or a boolean.
_SPACED = re.compile(
    r"(?<=[\w)\]])(?: = (?![\w.-]*+=)([^\s,;()\[\]{}<>|&\"'=]++)(?=[,;)\]}]|\s*$)"
    r"|(?: ?= ++| =)(true|false|null|TRUE|FALSE|NULL)(?![\w=]))"
)
_QUOTES = ('"', "'")
_KEY_BACKWARDS = re.compile(r"[\w.\-/@$]+")
_NEEDS_QUOTES = re.compile(r"[\s=,;|\"']")
_KEY_SIGNS = re.compile(r"[\s=,;|\"'{}\[\]]+")
_LONGEST_KEY = 64
_LOGFMT = re.compile(
    r"""(?:[A-Za-z_@][\w.\-/@]*+=(?:"(?:[^"\\]|\\.)*+"|[^\s"']*+)(?:\s++|$)){2,}+""",
    re.DOTALL,
)
_LOGFMT_FIELD = re.compile(r"""([A-Za-z_@][\w.\-/@]*+)=(?:"((?:[^"\\]|\\.)*+)"|([^\s"']*+))(?:\s++|$)""", re.DOTALL)
_PAIR = re.compile(r"""(?<![\w.\-:/])([A-Za-z_][\w-]{0,39}+): ([^,;|:{}()\[\]"']{1,60}+)(?=[,;|)}\]]|\s*$)""")
_PAIR_ENDS = re.compile(r"[,;|]\s*+(?=[A-Za-z_][\w-]{0,39}+: )")
_CALLER = re.compile(r"(?:.*[._-])?caller\Z", re.IGNORECASE)
_LINE_NUMBER = re.compile(r":\d+(?::\d+)?\Z")
_BOOLEANS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "nil", "none"))


def with_fields_read(text: str) -> str:
    """The text with each JSON object as logfmt and `<*>` for the values of fields that do not tell errors apart.

    Text without fields comes back as it is. Objects that are cut off are read as far as they go.
    """
    if '{\\"' in text and not _OBJECT_BEGINS.search(text):
        text = text.replace('\\"', '"')
    if "{" in text and (found := _OBJECT_BEGINS.search(text)):
        text = _with_objects_read(text, found.start())
    elif "=" in text and _LOGFMT.fullmatch(text.strip()):
        text = _in_order([(key, quoted or bare) for key, quoted, bare in _LOGFMT_FIELD.findall(text.strip())])
    if "=" in text:
        text = _VALUE.sub(_masked_value, text)
        if " =" in text or "= " in text:
            text = _SPACED.sub(_masked_spaced_value, text)
    if text.count(": ") >= 2 and _PAIR_ENDS.search(text):
        text = _with_pairs_masked(text)
    return text


def _masked_value(found: re.Match[str]) -> str:
    """What stands behind a key and its equals sign."""
    quoted, single, listed, bare = found.groups()
    value = bare or quoted or single or listed or ""
    if value == PLACEHOLDER:
        return found[0]
    return "=" + _kept(_key_before(found), value)


def _masked_spaced_value(found: re.Match[str]) -> str:
    """What stands behind `key = ` and the like; the signs stay as they are."""
    value = found[1] or found[2]
    return found[0][: -len(value)] + _kept(_key_before(found), value)


def _key_before(found: re.Match[str]) -> str:
    """The key that ends where the match begins, read backwards."""
    start = found.start()
    key = _KEY_BACKWARDS.match(found.string[max(0, start - _LONGEST_KEY) : start][::-1])
    return key[0][::-1] if key else ""


def _shown(key: str, value: str, *, is_described: bool) -> str:
    """`key=value`; with a colon where only the words of the value distinguish errors."""
    plain = _key_shown(key)
    if is_described and not is_distinguishing_key(key):
        return f'{plain}: "{_in_one_line(value)}"'
    return f"{plain}={_kept(key, value)}"


def _in_one_line(value: str) -> str:
    return value.replace("\\/", "/").replace("\\n", " ").replace("\\t", " ").replace('\\"', "'").replace('"', "'")


def _is_sentence(value: str) -> bool:
    """Three words or more, one of them a word that only sentences have."""
    words = value.split()
    return len(words) >= _FEWEST_WORDS_OF_A_SENTENCE and any(is_function_word(word) or is_state(word) for word in words)


def _kept(key: str, value: str) -> str:
    """The value as its template shows it, in quotes where it has blanks."""
    plain = value.strip()
    if not plain or plain == PLACEHOLDER or not (is_distinguishing_key(key) or _is_described_state(key, plain)):
        return PLACEHOLDER
    if _CALLER.match(key):
        plain = _LINE_NUMBER.sub("", plain)
    if _NEEDS_QUOTES.search(plain):
        inner = plain.replace('\\"', '"')
        return f'"{_in_one_line(with_fields_read(inner) if inner[:1] == "{" else plain)}"'
    return plain


def _is_described_state(key: str, value: str) -> bool:
    if value.lower() in _BOOLEANS:
        return is_state_key(key)
    return value.isalpha() and is_state(value)


def _with_pairs_masked(text: str) -> str:
    """`user: alice, host: db1`: two such pairs at least, or it is a sentence with a colon."""
    pairs = [found for found in _PAIR.finditer(text) if _is_pair(found[1], found[2].split())]
    if len(pairs) < 2:
        return text
    parts: list[str] = []
    end = 0
    for found in pairs:
        key, value = found.groups()
        if not is_distinguishing_key(key) and not _is_described_state(key, value.strip()):
            parts += [text[end : found.start()], f"{key}: {PLACEHOLDER}"]
            end = found.end()
    return "".join([*parts, text[end:]])


def _is_pair(key: str, value: list[str]) -> bool:
    """A noun and one to three words that are no sentence: `failed: no route to host` is none."""
    return not is_state(key) and len(value) <= _MOST_WORDS_OF_A_VALUE and not any(map(is_function_word, value))


def _with_objects_read(text: str, start: int) -> str:
    """Text, object, text, object ... each object as logfmt, as it stands between the texts."""
    parts: list[str] = []
    end = 0
    found: re.Match[str] | None = None
    while start >= 0:
        fields, stop = _read_object(text, start)
        quote = text[start - 1 : start]
        is_quoted = quote in _QUOTES and text[stop : stop + 1] == quote
        parts += [text[end : start - is_quoted].rstrip(" \t["), _in_order(fields)]
        end = stop + is_quoted
        found = _OBJECT_BEGINS.search(text, end)
        start = found.start() if found else -1
    parts.append(text[end:].lstrip(" \t],"))
    return " ".join(part for part in parts if part.strip(" \t,"))


def _read_object(text: str, start: int, depth: int = 0) -> tuple[list[tuple[str, str]], int]:
    """The leaves of the object that begins here, as (dotted key, value), and where it ends.

    A text that is an object itself is read as one, down to three.
    """
    fields: list[tuple[str, str]] = []
    path: list[str] = []
    closing: list[str] = []
    key = ""
    expects_value = False
    position = start
    while found := _TOKEN.match(text, position):
        position = found.end()
        sign, double, single, bare = found.groups()
        if sign in ("{", "["):
            if closing:
                path.append(key)
            closing.append("}" if sign == "{" else "]")
            expects_value = sign == "["
        elif sign in ("}", "]"):
            closing.pop()
            if not closing:
                break
            key = path.pop() if path else ""
            expects_value = False
        elif sign == ":":
            expects_value = True
        elif sign == ",":
            expects_value = closing[-1:] == ["]"]
        elif expects_value:
            value = next(part for part in (double, single, bare) if part is not None)
            names = [*path, key] if closing[-1:] != ["]"] else path
            may_hold = depth < _MOST_TEXTS_IN_TEXTS and not is_distinguishing_key(key)
            inner = _object_in(value) if may_hold else ""
            for below, leaf in _read_object(inner, 0, depth + 1)[0] if inner else (("", value),):
                fields.append((_dotted([*names, *below.split(".")]), leaf))
            expects_value = False
        else:
            key = next(part for part in (double, single, bare) if part is not None)
        if len(fields) > _MOST_FIELDS or len(path) > _MOST_DEPTH:
            return fields, len(text)
    return fields, position


def _object_in(value: str) -> str:
    """The object that a text in an object is, without the signs that it took to write it there; `''` if it is none."""
    if value[:2] not in ("{\\", '{"', "{'"):
        return ""
    plain = value.replace('\\"', '"').replace("\\\\", "\\")
    return plain if _OBJECT_BEGINS.match(plain) else ""


def _dotted(names: Iterable[str]) -> str:
    return ".".join(list(filter(None, names))[-_PARTS_OF_A_KEY:])


def _in_order(fields: list[tuple[str, str]]) -> str:
    """Logfmt of the fields; of a key that comes more than once, as in a list, the different texts once each."""
    has_message = any(is_message_key(key) for key, _ in fields)
    shown = {_shown(key, value, is_described=not has_message and _is_sentence(value)): key for key, value in fields}
    return " ".join(sorted(shown, key=lambda text: (_importance(shown[text]), text))) or "{}"


def _importance(key: str) -> int:
    plain = key.lower().strip("@_")
    if plain in _FIRST:
        return _FIRST.index(plain)
    return len(_FIRST) if is_distinguishing_key(key) else len(_FIRST) + 1


def _key_shown(key: str) -> str:
    """A key is a word: blanks and signs in it would read as something else."""
    return _KEY_SIGNS.sub("_", key)
