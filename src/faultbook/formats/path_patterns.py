"""Globs over the paths of landed files, and what a path names. Paths are relative to the landing root, with slashes."""

import re
from functools import lru_cache

_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")
_TOKENS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|\{[^{}]*\}|.", re.DOTALL)


@lru_cache(maxsize=1_024)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """The regular expression that matches the whole of a path where the glob does.

    `*` and `?` are anything but a slash, `**` any folders, `[abc]` and `[!abc]` one letter, `{a,b}` one of the texts.
    A glob without a slash matches the name of a file in any folder.
    """
    if "/" not in glob:
        glob = f"**/{glob}"
    return re.compile(_of_text(glob), re.DOTALL)


_WILDCARDS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _of_token(token: str) -> str:
    if token in _WILDCARDS:
        return _WILDCARDS[token]
    if len(token) > 1 and token[0] == "[":
        inner = token[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
        return f"(?!/)[^{inner[1:]}]" if inner.startswith("!") else f"(?!/)[{inner}]"
    if len(token) > 1 and token[0] == "{":
        return f"(?:{'|'.join(map(_of_text, token[1:-1].split(',')))})"
    return re.escape(token)


def _of_text(text: str) -> str:
    return "".join(map(_of_token, _TOKENS.findall(text)))


@lru_cache(maxsize=1_024)
def named_groups(pattern: str) -> re.Pattern[str]:
    """A regular expression with groups `(?<name>...)`, compiled. re.error where it is none."""
    return re.compile(_GROUP.sub("(?P<", pattern))
