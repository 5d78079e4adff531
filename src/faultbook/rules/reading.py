"""The text of a rules file in, rules out; what is wrong with one leaves the others as they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faultbook.errors import InvalidCatalog
from faultbook.rules.checks import check_correlation, check_rule
from faultbook.rules.documents import Document, read_documents
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import Mistake, WrongRule
from faultbook.rules.model import Rule
from faultbook.rules.short_form import KEY, definition_of, is_short
from faultbook.rules.sigma import rule_of


@dataclass(frozen=True, eq=False)
class ReadRule:
    """A rule, and the document that it is in, for the lines of what is wrong with it. `path`: where in it."""

    rule: Rule
    document: Document
    path: tuple[str | int, ...] = ()

    def mistake(self, wrong: InvalidCatalog) -> Mistake:
        """What is wrong with the rule, with its line."""
        inner = wrong.path if isinstance(wrong, WrongRule) else ()
        return Mistake(self.rule.file, _line(self.document, (*self.path, *inner)), self.rule.name, str(wrong))


@dataclass(frozen=True)
class RuleFile:
    """What a file holds: the rules that can be read, and the mistakes of the others."""

    rules: tuple[ReadRule, ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class RuleBook:
    """Rules by name, in the order of files and of documents in them, and the mistakes of all others."""

    rules: Mapping[str, Rule]
    mistakes: tuple[Mistake, ...]


def read_rules(text: str, file: str, frames: Mapping[str, Frame], folder: Path | None = None) -> RuleFile:
    """The rules of a file's text. `file` is its name in mistakes, `frames` the sources by name.

    `folder` is that of the file, below which files of predicates are; None: a rule may have none.
    """
    documents, mistakes = read_documents(text, file)
    rules: list[ReadRule] = []
    for document in documents:
        for path, read in _readers(document, frames, file, folder):
            try:
                rules += [ReadRule(rule, document, path) for rule in read()]
            except InvalidCatalog as wrong:
                inner = wrong.path if isinstance(wrong, WrongRule) else ()
                mistakes.append(Mistake(file, _line(document, inner), _name(document, path), str(wrong)))
    return RuleFile(tuple(rules), tuple(mistakes))


def book_of(files: Iterable[RuleFile], frames: Mapping[str, Frame]) -> RuleBook:
    """All rules of several files that are right: each for itself, then names, then correlations."""
    several = list(files)
    mistakes = [mistake for file in several for mistake in file.mistakes]
    reads = [read for file in several for read in file.rules]
    events = [read for read in reads if read.rule.correlation is None]
    counting = [read for read in reads if read.rule.correlation is not None]
    right = _right(events, lambda rule: check_rule(rule, frames[rule.source]), mistakes)
    known = {read.rule.name: read.rule for read in [*right, *counting]}
    right += _right(counting, lambda rule: check_correlation(rule, known, frames), mistakes)
    found: dict[str, Rule] = {}
    for read in (read for read in reads if read in right):
        first = found.setdefault(read.rule.name, read.rule)
        if first is not read.rule:
            text = f"found the name a second time, after {first.file}:{first.line}; expected another name."
            mistakes.append(read.mistake(WrongRule(text, ("name",))))
    return RuleBook(MappingProxyType(found), tuple(sorted(mistakes, key=lambda one: (one.file, one.line))))


def _right(reads: Iterable[ReadRule], check: Callable[[Rule], None], mistakes: list[Mistake]) -> list[ReadRule]:
    """Those that pass a check; the mistakes of the others are added."""
    right = []
    for read in reads:
        try:
            check(read.rule)
            right.append(read)
        except InvalidCatalog as wrong:
            mistakes.append(read.mistake(wrong))
    return right


def _readers(
    document: Document, frames: Mapping[str, Frame], file: str, folder: Path | None
) -> list[tuple[tuple[str | int, ...], Callable[[], list[Rule]]]]:
    """What reads each rule of a document, with its place."""
    if not is_short(document):
        return [((), lambda: [rule_of(document, frames, file, folder)])]
    several = document.content[KEY]
    if not isinstance(several, list) or set(document.content) != {KEY}:
        return [((), _refuse_form)]
    return [((KEY, number), partial(definition_of, document, number, frames, file)) for number in range(len(several))]


def _refuse_form() -> list[Rule]:
    raise WrongRule(f"found {KEY} with other keys beside it, or no list; expected a list and nothing else.", (KEY,))


def _line(document: Document, path: tuple[str | int, ...]) -> int:
    """The line of a place, whose keys may be fields without their modifiers (`|re`)."""
    exact: tuple[str | int, ...] = ()
    for part in path:
        near = [
            key
            for key in document.lines
            if key[:-1] == exact
            and (key[-1] == part or (isinstance(part, str) and str(key[-1]).startswith(f"{part}|")))
        ]
        if not near:
            break
        exact = near[0]
    return document.line_of(exact) if exact else document.line


def _name(document: Document, path: tuple[str | int, ...]) -> str:
    """The name, else the title, of the rule at a place of a document; empty where it has none."""
    content: Any = document.content[KEY][path[-1]] if path else document.content
    name = (content.get("name") or content.get("title")) if isinstance(content, dict) else None
    return name if isinstance(name, str) else ""
