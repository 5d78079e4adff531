"""Blocks of a page that a command writes: a comment names the command, its output follows up to the next comment.

<!-- output: faultbook show severity_summary -->
<!-- output: make demo; parts: What landed, Next -->
<!-- end -->
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_BLOCK = re.compile(r"<!-- output: (?P<what>.*?)(?:; parts: (?P<parts>.*?))? -->\n(?P<text>.*?)<!-- end -->", re.DOTALL)
_SECONDS = re.compile(r" *\b\d[\d,]*(?:\.\d+)? ?s\b")
_NOW = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_TITLE = re.compile(r"(?:What|Every|How|Where|Which|Next)\b")
_PHASES = re.compile(r"^Where.*? went$.*?(?=\n\n|\Z)", re.S | re.M)


@dataclass(frozen=True)
class Block:
    """One block: the command, which parts of its output are shown (none: all), and its present text."""

    what: str
    parts: tuple[str, ...]
    text: str


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in its order."""
    return [_block(match) for match in _BLOCK.finditer(page)]


def filled(page: str, text_of: Callable[[Block], str | None]) -> str:
    """The page with the text of each block regenerated; where `text_of` returns None, the block stays as it is."""

    def renewed(match: re.Match[str]) -> str:
        text = text_of(_block(match))
        if text is None:
            return match[0]
        head = match[0][: match.start("text") - match.start()]
        return f"{head}\n{text}\n\n<!-- end -->"

    return _BLOCK.sub(renewed, page)


def fenced(command: str, output: str) -> str:
    """A command and its output, as a code block."""
    lines = [line.rstrip() for line in output.strip("\n").splitlines()]
    return "\n".join(["```text", f"$ {command}", *lines, "```"])


def only_parts(output: str, parts: tuple[str, ...]) -> str:
    """The sections whose titles contain one of `parts`; a line of … for each gap.

    ValueError where no title contains a part.
    """
    kept: list[str] = []
    missed = set(parts)
    for section in _sections(output):
        title = section.split("\n")[0]
        if found := {part for part in parts if part in title}:
            missed -= found
            kept.append(section)
        elif kept[-1:] != ["…"]:
            kept.append("…")
    if missed:
        raise ValueError(f"no section has {sorted(missed)} in its title")
    return "\n\n".join(kept)


def masked(text: str) -> str:
    """The text without what differs between runs: seconds, instants of today, the list of long steps."""
    text = _PHASES.sub("Where # went", text)
    return _NOW.sub("<now>", _SECONDS.sub(" # s", text))


def _sections(output: str) -> list[str]:
    """The output cut before each title, which opens a paragraph with one of a few words."""
    sections: list[str] = []
    for paragraph in output.strip("\n").split("\n\n"):
        if not sections or _TITLE.match(paragraph):
            sections.append(paragraph)
        else:
            sections[-1] += f"\n\n{paragraph}"
    return sections


def _block(match: re.Match[str]) -> Block:
    parts = tuple(part.strip() for part in (match["parts"] or "").split(",") if part.strip())
    return Block(match["what"].strip(), parts, match["text"])
