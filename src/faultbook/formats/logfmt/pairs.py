"""Divides a line of logfmt into its keys and values."""

import re

_PAIR = re.compile(
    r'([^\s="]++)(?:=(?:"((?:[^"\\]++|\\.)*+)"(?!\S)|"((?:[^"\\]++|\\.)*+)\\?\Z|([^\s]*+)))?', re.DOTALL
)
"""A key with a quoted value, with one that never closes (of a line that was cut), with another, or without a value."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a", '"': '"', "\\": "\\", "/": "/"}
_SURROGATES = re.compile("[\ud800-\udfff]")

Pairs = tuple[tuple[str, ...], list[str]]
"""Keys, and as many values. The value of a bare key is `true`."""

BARE = "true"


def pairs_of(line: str) -> Pairs:
    """All keys of a line and their values, quotes and escapes undone. Signs that belong to no pair are left out."""
    keys: list[str] = []
    values: list[str] = []
    for key, quoted, cut, plain in _PAIR.findall(line):
        keys.append(key)
        if plain:
            values.append(plain)
        elif quoted or cut:
            text = quoted or cut
            values.append(unescaped(text) if "\\" in text else text)
        else:
            values.append("")
    # An empty value and a bare key look the same above; bare keys are rare.
    if "" in values:
        _fill_bare(line, keys, values)
    return tuple(keys), values


def unescaped(text: str) -> str:
    r"""The text of a quoted value: `\n`, `\"`, `\u00e9` are what they stand for, half a pair of surrogates is U+FFFD."""
    plain = _ESCAPE.sub(_sign, text)
    if "\\u" in text and _SURROGATES.search(plain):
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def _sign(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        return chr(int(code, 16))
    return _SIGNS.get(escape[3], escape[0])


def _fill_bare(line: str, keys: list[str], values: list[str]) -> None:
    for place, found in enumerate(_PAIR.finditer(line)):
        if found.end() == found.end(1):
            values[place] = BARE
    assert len(keys) == len(values)
