"""Text from logs as text that does nothing where a tracker shows it: no link, no mention, no command.

Redacted, cut, then made harmless for GitHub-flavoured Markdown, one function for each place. Code in Markdown links
nothing and mentions nobody; a text in one line and a title are harmless without it too, so that a template may put
them anywhere. Lookalikes replace what would act: `＠` for `@`, `＃` before a number, `‹` and `›` for `<` and `>`.

The text stays data: what it would have an assistant do is still in it, inside of code.
"""

import re
from collections.abc import Callable

from faultbook.faults.cutting import MORE, cut_line, cut_lines
from faultbook.faults.redaction.marks import REDACTED
from faultbook.faults.redaction.redactor import DEFAULT, Redactor
from faultbook.faults.visible_text import one_line, visible_text

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
"""Limits of GitHub, in characters; counted here as UTF-16 does, which is never less."""
LONGEST_BLOCK = 8_000
LONGEST_INLINE = 200
NO_TITLE = "Failure without a name"
_ROUNDS = 8
_LONGEST_RUN = 15
_RUN = re.compile("`+")
_SHORTEST_FENCE = 3
_SHORTEST_BLOCK = 4 * (_LONGEST_RUN + 1)

_IN_CODE = (
    # A comment would hide what is in it from people, and marks of our own are comments.
    *((re.compile("<!(?=--)"), "<! "), (re.compile("--(?=!?>)"), "-- ")),
    (re.compile(f"`{{{_LONGEST_RUN + 1},}}"), "`" * _LONGEST_RUN),
)
_HARMLESS = (
    *((re.compile("<"), "‹"), (re.compile(">"), "›"), (re.compile("`"), "'"), (re.compile(r"\|"), "¦")),
    (re.compile("@"), "＠"),
    # Entities: `&#64;` would be an at sign again.
    (re.compile(r"&(?=#?\w)"), "＆"),
    # Issues, and what GitLab and Gitea refer to.
    (re.compile(r"#(?=\d)"), "＃"),
    (re.compile(r"!(?=\d)"), "！"),
    # GH-1, JIRA-1, and what a repository links by its own prefixes: with a hyphen that looks the same.
    (re.compile(r"(?<=[A-Za-z])-(?=\d)"), "\u2011"),
    (re.compile("://"), "[:]//"),
    (re.compile(r"\b(www)\.", re.IGNORECASE), r"\1[.]"),
    (re.compile(r"!(?=\[)"), "! "),
    (re.compile(r"\](?=[(\[:])"), "] "),
    (re.compile(r"\[(?=\[)"), "[ "),
    # Boxes of task lists; last, since a blank behind one may come from above.
    (re.compile(r"(?<!\S)\[([ xX])\](?=\s)"), r"(\1)"),
)
# Of commits: GitHub links 7 digits and more. Words of letters alone, and numbers, are none.
_HASH = re.compile(r"\b(?=[a-f]*\d)(?=\d*[a-f])([0-9a-f]{6})[0-9a-f]{1,58}\b", re.IGNORECASE)


def fenced(text: str, longest: int = LONGEST_BLOCK, redactor: Redactor = DEFAULT) -> str:
    """The text as it is, in a block of code whose fence is longer than any inside; empty where nothing is visible.

    `longest`: of the whole block, in characters; ValueError below 64. What is cut is left out in the middle.
    """
    if longest < _SHORTEST_BLOCK:
        raise ValueError(f"found {longest} characters for a block; expected {_SHORTEST_BLOCK} or more")
    most = longest - len("".join(_fence("`" * _LONGEST_RUN)))

    def prepared(inner: str) -> str:
        for pattern, instead in _IN_CODE:
            inner = pattern.sub(instead, inner)
        return cut_lines(inner, most)

    inner = visible_text(text).strip("\n")
    return _settled(redactor.redact(inner), prepared, _fence, redactor) if inner.strip() else ""


def inline(text: str, longest: int = LONGEST_INLINE, redactor: Redactor = DEFAULT) -> str:
    """The text in one line of code, harmless also where a template takes the code away; empty where it is blank."""

    def prepared(inner: str) -> str:
        return cut_line(_harmless(inner), longest - 2)

    inner = one_line(text)
    return _settled(redactor.redact(inner), prepared, lambda _: ("`", "`"), redactor) if inner else ""


def title(text: str, longest: int = LONGEST_TITLE, redactor: Redactor = DEFAULT) -> str:
    """The text in one line without Markdown, at most `longest` characters; NO_TITLE where it is blank."""

    def prepared(inner: str) -> str:
        return _cut_units(_HASH.sub(rf"\1{MORE}", _harmless(inner)), longest)

    return _settled(redactor.redact(one_line(text)), prepared, lambda _: ("", ""), redactor) or NO_TITLE


def units(text: str) -> int:
    """The length of a text in UTF-16, in which some trackers count."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _harmless(text: str) -> str:
    for pattern, instead in _HARMLESS:
        text = pattern.sub(instead, text)
    return text


def _cut_units(text: str, longest: int) -> str:
    shorter = cut_line(text, longest)
    while units(shorter) > longest:
        shorter = cut_line(text, len(shorter) - max(1, (units(shorter) - longest) // 2))
    return shorter


def _fence(inner: str) -> tuple[str, str]:
    longest = max((len(run) for run in _RUN.findall(inner)), default=0)
    fence = "`" * max(_SHORTEST_FENCE, longest + 1)
    return f"{fence}text\n", f"\n{fence}"


def _settled(
    inner: str, prepared: Callable[[str], str], around: Callable[[str], tuple[str, str]], redactor: Redactor
) -> str:
    """The prepared text with what is around it, where redaction finds nothing in both together.

    A cut, or what is around, may make a secret of what was none.
    """
    for _ in range(_ROUNDS):
        inner = prepared(inner)
        before, after = around(inner)
        whole = before + inner + after
        ends = len(before) + len(inner)
        found = [
            (max(start - len(before), 0), min(end, ends) - len(before), mark)
            for start, end, mark in redactor.find(whole)
            if start < ends and end > len(before)
        ]
        if not found:
            return whole
        for start, end, mark in reversed(found):
            inner = inner[:start] + mark + inner[end:]
    before, after = around(REDACTED)
    return before + REDACTED + after
