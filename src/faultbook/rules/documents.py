"""YAML with several documents in, each as plain values with the lines that its keys are in.

Documents are cut apart first, so that one that is no YAML leaves the others as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from faultbook.rules.mistakes import Mistake

MOST_BYTES = 1024 * 1024
"""Of a file."""
Place = tuple[str | int, ...]
"""Keys and positions from the top of a document."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A document's top mapping. `lines` has the line of each key and list entry, by its path, from 1."""

    content: dict[str, Any]
    line: int
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, path: Place) -> int:
        """The line of a place, or of the nearest place around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.line


def read_documents(text: str, file: str) -> tuple[list[Document], list[Mistake]]:
    """The documents of a file and what is wrong with those that are none."""
    found: list[Document] = []
    mistakes: list[Mistake] = []
    for first, part in _parts(text):
        loader = _Loader(part)
        try:
            node = loader.get_single_node()
            if node is None:
                continue
            lines: dict[Place, int] = _lines(node, (), first, found_aliases=set())
            content = loader.construct_document(node)
        except _WrongYaml as wrong:
            mistakes.append(Mistake(file, wrong.line, "", str(wrong)))
            continue
        except (yaml.YAMLError, ValueError) as wrong:
            mark = getattr(wrong, "problem_mark", None)
            line = first + (mark.line if mark else 0)
            reason = getattr(wrong, "problem", None) or str(wrong)
            mistakes.append(Mistake(file, line, "", f"found no YAML: {reason}; expected one rule as a mapping."))
            continue
        finally:
            loader.dispose()
        begin = first + node.start_mark.line
        if content is None:  # nothing but `---` or comments
            continue
        if isinstance(content, dict):
            found.append(Document(content, begin, lines))
        else:
            kind = type(content).__name__
            mistakes.append(Mistake(file, begin, "", f"found a {kind}; expected a mapping with the keys of a rule."))
    return found, mistakes


class _WrongYaml(Exception):
    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The line of a document's first line, and its text; `---` in the first column begins the next one."""
    first = 1
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.rstrip() == "---" or line.startswith("--- "):
            yield first, "".join(lines)
            first, lines = number, [line]
        else:
            lines.append(line)
    yield first, "".join(lines)


def _lines(node: yaml.Node, path: Place, first: int, found_aliases: set[int]) -> dict[Place, int]:
    """The line of every key and entry; an alias and a key that is given twice are refused."""
    line = first + node.start_mark.line
    if isinstance(node, yaml.CollectionNode):
        if id(node) in found_aliases:
            raise _WrongYaml("found a YAML alias (*name); expected the values written out.", line)
        found_aliases.add(id(node))
    made: dict[Place, int] = {path: line} if path else {}
    if isinstance(node, yaml.SequenceNode):
        for position, entry in enumerate(node.value):
            made |= _lines(entry, (*path, position), first, found_aliases)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise _WrongYaml(f"found the key {key.value!r} twice; expected it once.", first + key.start_mark.line)
            seen.add(key.value)
            made |= _lines(value, (*path, key.value), first, found_aliases)
            made[(*path, key.value)] = first + key.start_mark.line
    return made
