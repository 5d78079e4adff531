"""Divides a line of logfmt into its keys and values."""

import re

_WHOLE_PAIR = re.compile(r'(?<!\S)([^\s="]++)=("(?:[^"\\]++|\\.)*+"|[^\s"]*+)(?!\S)', re.DOTALL)
"""A key with a quoted value, or with one without quotes: most lines have nothing else between single spaces.

A key begins a word, else a long word without a sign would be walked through from each of its characters.
"""
_PAIR = re.compile(r'([^\s="]++)(?:=(?:"((?:[^"\\]++|\\.)*+)"(?!\S)|"((?:[^"\\]++|\\.)*+)\\?\Z|(\S*+)))?', re.DOTALL)
"""The same; also a key with a quoted value that never closes (the line was cut), with quotes inside, or bare."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a", '"': '"', "\\": "\\", "/": "/"}
_SURROGATES = re.compile("[\ud800-\udfff]")

BARE = "true"
"""The value of a key without a value."""


def pairs_of(line: str) -> tuple[tuple[str, ...], list[str]]:
    """All keys of a line, and as many values, quotes and escapes undone. Signs that belong to no pair are left out."""
    found = _WHOLE_PAIR.findall(line)
    if found:
        keys, raw = zip(*found, strict=True)
        if len("".join(keys)) + len("".join(raw)) + 2 * len(keys) - 1 == len(line):
            if '"' not in line:
                return keys, list(raw)
            return keys, [_unquoted(value) if value[:1] == '"' else value for value in raw]
    keys_of_all: list[str] = []
    values: list[str] = []
    for pair in _PAIR.finditer(line):
        key, quoted, cut, plain = pair.groups()
        keys_of_all.append(key)
        if pair.end() == pair.end(1):
            values.append(BARE)
        elif plain is not None:
            values.append(plain)
        else:
            values.append(unescaped(quoted if quoted is not None else cut))
    return tuple(keys_of_all), values


def unescaped(text: str) -> str:
    r"""The text of a quoted value: `\n`, `\"`, `\u00e9` are what they mean, half a pair of surrogates is U+FFFD."""
    if "\\" not in text:
        return text
    if text.count("\\") == text.count('\\"'):
        return text.replace('\\"', '"')
    plain = _ESCAPE.sub(_sign, text)
    if "\\u" in text and _SURROGATES.search(plain):
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def _unquoted(value: str) -> str:
    return unescaped(value[1:-1])


def _sign(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        return chr(int(code, 16))
    return _SIGNS.get(escape[3], escape[0])
