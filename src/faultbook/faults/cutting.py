"""Texts cut to a length. A mark of redaction stays whole: half of one would look like a secret again."""

from faultbook.faults.redaction.marks import MARK

MORE = "…"
_HEAD = 0.7
"""Share of the beginning; an error begins with what it is, and a stack trace often ends with it."""
_NOTE = "\n{more} {count:,} characters left out {more}\n"
_LONGEST_NOTE = len(_NOTE.format(more=MORE, count=10**12))


def cut_line(text: str, longest: int) -> str:
    """The beginning of a text, with `…` where it was cut; at most `longest` characters."""
    return text if len(text) <= longest else text[: _before_mark(text, longest - len(MORE))].rstrip() + MORE


def cut_lines(text: str, longest: int) -> str:
    """Beginning and end of a text, between them how many characters were left out; whole lines where there are some.

    At most `longest` characters; only the beginning where that is too short for both.
    """
    if len(text) <= longest:
        return text
    space = longest - _LONGEST_NOTE
    if space < 2 * _LONGEST_NOTE:
        return cut_line(text, longest)
    head = round(space * _HEAD)
    ends = _before_mark(text, _line_end(text, head))
    begins = _after_mark(text, _line_begin(text, len(text) - (space - head)))
    return text[:ends] + _NOTE.format(more=MORE, count=begins - ends) + text[begins:]


def _line_end(text: str, at: int) -> int:
    """The last line end before `at`, where more than half is before it."""
    found = text.rfind("\n", at // 2, at + 1)
    return at if found < 0 else found


def _line_begin(text: str, at: int) -> int:
    """The first begin of a line after `at`, where more than half is after it."""
    found = text.find("\n", at - 1, (at + len(text)) // 2)
    return at if found < 0 else found + 1


def _before_mark(text: str, at: int) -> int:
    return next((mark.start() for mark in MARK.finditer(text) if mark.start() < at < mark.end()), at)


def _after_mark(text: str, at: int) -> int:
    return next((mark.end() for mark in MARK.finditer(text) if mark.start() < at < mark.end()), at)
