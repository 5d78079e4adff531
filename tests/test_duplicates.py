"""No two passages of src and samples contain more than ten equal lines, or the pair is listed with its reason.

Lines are compared without indentation; blank lines, comments and imports do not count.
"""

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("src", "samples/src")
SUFFIXES = {".py", ".j2", ".css", ".js", ".yml", ".properties"}
MOST_EQUAL_LINES = 10

_V1, _V2 = "src/faultbook/faults/v1", "src/faultbook/faults/v2"
_LOGS = "src/faultbook/tables/logs"
LISTED: dict[frozenset[str], str] = {
    frozenset((f"{_V1}/template_hash.py", f"{_V2}/template_hash.py")): (
        "an identity version is closed: a change of one must not change the other"
    ),
    frozenset((f"{_LOGS}/error_counts.py", f"{_LOGS}/error_file_counts.py")): (
        "contracts of two tables: each is complete in one file, with its own comments"
    ),
}
"""Pairs of files that share a longer passage, with the reason."""

WHOLE = "src/faultbook/events/definitions/"
"""Definitions of messages: each is complete in one file, since vendors change them one by one."""

_ONLY_BRACKETS = set("()[]{},: ")


class Line(NamedTuple):
    """A line that is compared: its file, its number there, its text without indentation."""

    file: str
    number: int
    text: str


class Passage(NamedTuple):
    """Two passages of equal lines: where each begins, and how many lines are equal."""

    first: str
    first_line: int
    second: str
    second_line: int
    lines: int


def compared(file: str, text: str) -> list[Line]:
    """The lines of a file that count."""
    left_out = left_out_of(text) if file.endswith(".py") else set()
    return [
        Line(file, number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if number not in left_out and line.strip()
    ]


def left_out_of(text: str) -> set[int]:
    """The numbers of the lines of a module that are imports or comments."""
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            left_out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip():
            left_out.add(token.start[0])
    return left_out


def equal_passages(files: dict[str, str], most: int) -> Iterator[Passage]:
    """Every pair of passages with more than `most` equal lines, each as long as it goes."""
    lines = {file: compared(file, text) for file, text in files.items()}
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for file, own in lines.items():
        for at in range(len(own) - most):
            window = tuple(line.text for line in own[at : at + most + 1])
            if any(set(text) - _ONLY_BRACKETS for text in window):
                places[window].append((file, at))
    pairs = {
        (one, other)
        for found in places.values()
        for index, one in enumerate(found)
        for other in found[index + 1 :]
        if one[0] != other[0] or other[1] - one[1] > most
    }
    for (first, at), (second, there) in sorted(pairs):
        if ((first, at - 1), (second, there - 1)) in pairs:
            continue
        length = 0
        while ((first, at + length), (second, there + length)) in pairs:
            length += 1
        yield Passage(first, lines[first][at].number, second, lines[second][there].number, length + most)


def sources() -> dict[str, str]:
    """The files by name, without generated ones."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*") if path.suffix in SUFFIXES)
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def test_no_two_passages_are_equal():
    found = [
        passage
        for passage in equal_passages(sources(), MOST_EQUAL_LINES)
        if frozenset((passage.first, passage.second)) not in LISTED
        and not (passage.first.startswith(WHOLE) and passage.second.startswith(WHOLE))
    ]
    assert found == [], "put the passage in one place, or list the pair with its reason"


def test_every_listed_pair_is_still_equal():
    found = {frozenset((passage.first, passage.second)) for passage in equal_passages(sources(), MOST_EQUAL_LINES)}
    assert set(LISTED) <= found


@pytest.mark.parametrize(("lines", "found"), [(10, 0), (11, 1), (30, 1)])
def test_equal_passages_are_found(lines, found):
    passage = "\n".join(f"a{number} = {number}" for number in range(lines))
    files = {
        "one.py": f"import os\nx = 1\n{passage}\n",
        "two.py": f"def f():\n    y = 2\n\n\n# why\n{passage}\nz = 3\n",
    }
    passages = list(equal_passages(files, MOST_EQUAL_LINES))
    assert [passage.lines for passage in passages] == [lines] * found
