"""Names and pages use the standard words of docs/glossary.md, not a private dialect.

Names are read from the syntax trees: modules, functions, classes, arguments, variables and attributes. Prose is read
from the pages that people write.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("src", "samples", "tests", "pages", "bench", "evals", "notebooks")

BANNED = {
    "told": "reported, formatted, described or known",
    "said": "message, text or reply",
    "say": "report or describe",
    "says": "reports, describes or returns",
    "saying": "request",
    "asked": "requested, question or value",
    "asker": "principal",
    "house": "lakehouse or workspace",
    "houses": "lakehouses",
    "room": "schema or role",
    "rooms": "schemas or roles",
    "law": "invariant",
    "laws": "invariants",
    "knob": "setting",
    "knobs": "settings",
    "edge": "bound or cutoff",
    "edges": "bounds",
    "floors": "layers",
    "woken": "notified",
    "mended": "fixed",
    "stranger": "unknown name",
    "strangers": "unknown names",
}
"""Words that no name contains as a whole part (snake_case or CamelCase), and what to write instead."""

ALLOWED: dict[str, str] = {
    "laws_hold": "a column of nightly_reports",
    "asked": "a field of the JSON of answers",
}
"""Names that users already hold, with the reason."""

BANNED_PHRASES = (
    *(r"says?", r"said", r"tells?", r"told", r"knobs?", r"laws?", r"houses?", r"rooms?", r"the way back", r"woken"),
    *(r"mend(?:s|ed|ing)?", r"strangers?", r"stands?", r"goes with", r"looked at", r"(?:is|are|was|were|be) asked"),
    *(r"nobody is known for", r"who asks in words", r"again is the same as once", r"anew"),
)
"""Phrases that no page contains; matched as whole words, in whatever case, outside of code."""

GENERATED = ("docs/views.md", "docs/tables.md", "docs/reference/", "docs/bench.md")
"""Pages whose words come from contracts, help texts and settings: those are tested where they are written."""

QUOTED = {
    "docs/reports.md": "a report as the command prints it",
}


def parts_of(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in lower case."""
    return {part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def names_in(tree: ast.Module) -> Iterator[str]:
    """Every name that a module defines; names of other libraries are only used, so they are not among them."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def banned_names(path: Path) -> list[str]:
    """The names of a file, and its own, that contain a banned word."""
    found = {*names_in(ast.parse(path.read_text("utf-8"))), path.stem}
    return sorted(name for name in found if parts_of(name) & BANNED.keys() and name not in ALLOWED)


def files_with_banned_names() -> dict[str, list[str]]:
    """Every file with banned names, and these names."""
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    found = {path.relative_to(ROOT).as_posix(): banned_names(path) for path in files if "generated" not in path.parts}
    return {name: names for name, names in found.items() if names}


def prose_of(page: str) -> str:
    """A page without code, links' addresses and comments; its lines keep their numbers."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    page = re.sub(r"^```.*?^```|<!--.*?-->", blank, page, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`|\]\([^)]*\)|\"[^\"\n]*\"", " ", page)


def phrases_in(page: str) -> list[str]:
    """Line and phrase, for every banned phrase of a page's prose."""
    pattern = re.compile(rf"\b(?:{'|'.join(BANNED_PHRASES)})\b", re.IGNORECASE)
    lines = prose_of(page).splitlines()
    return [f"{number}: {found}" for number, line in enumerate(lines, 1) for found in pattern.findall(line)]


def written_pages() -> list[Path]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in pages if not page.relative_to(ROOT).as_posix().startswith(GENERATED)]


def test_no_name_contains_a_banned_word():
    found = files_with_banned_names()
    words = "; ".join(f"{word}: {instead}" for word, instead in BANNED.items())
    assert found == {}, f"rename (docs/glossary.md; {words})"


def test_every_allowed_name_is_still_used():
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    used = {name for path in paths for name in names_in(ast.parse(path.read_text("utf-8")))}
    assert set(ALLOWED) <= used


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_contains_a_banned_phrase(page):
    assert phrases_in(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def what_it_says(): ...", ["what_it_says"]),
        ("class HouseRules: ...", ["HouseRules"]),
        ("def f(asked): ...", ["asked"]),
        ("self.last_told = 1", ["last_told"]),
        ("import json as said", ["said"]),
        ("x = F.told", []),
        ("masked = lawful = roomy = 1", []),
    ],
)
def test_a_banned_name_is_found(text, found):
    assert [name for name in names_in(ast.parse(text)) if parts_of(name) & BANNED.keys()] == found


def test_a_banned_phrase_is_found_in_prose_only():
    page = "It says so.\n\n```text\nsays\n```\n`says` and [a](says.md)\n\nThe way back.\n"
    assert phrases_in(page) == ["1: says", "8: The way back"]
