"""Runs the tests of rules: conditions on DuckDB, windows in plain Python. No Java, no session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from faultbook.errors import InvalidCatalog
from faultbook.rules.duckdb_rows import evaluated
from faultbook.rules.explaining import distances, explain
from faultbook.rules.frame import Frame
from faultbook.rules.model import Correlation, Rule, RuleTest
from faultbook.rules.predicate import verdicts
from faultbook.rules.rows import row_of
from faultbook.rules.sql import as_text_sql, extract_sql, sql_of
from faultbook.rules.windows import Match
from faultbook.rules.written import span_text


@dataclass(frozen=True)
class TestResult:
    """What came of one test. `text` is empty where it passed; `number` counts from 1."""

    __test__ = False

    rule: Rule
    number: int
    test: RuleTest
    text: str

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return not self.text


def run_tests(rules: Mapping[str, Rule], frames: Mapping[str, Frame], only: Sequence[str] = ()) -> Iterator[TestResult]:
    """The result of every test of the rules, in their order; `only`: names of the rules whose tests are run."""
    for rule in rules.values():
        if only and rule.name not in only:
            continue
        for number, test in enumerate(rule.tests, 1):
            try:
                text = _result(rule, test, rules, frames)
            except InvalidCatalog as wrong:
                text = str(wrong)
            yield TestResult(rule, number, test, text)


def matching(rule: Rule, frame: Frame, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Whether a rule matches each row: its condition on DuckDB, then its predicate."""
    assert rule.condition is not None
    found = [bool(row[0]) for row in evaluated([sql_of(rule.condition, frame)], rows, frame)]
    if rule.predicate is None:
        return found
    left = [number for number, held in enumerate(found) if held]
    for number, verdict in zip(left, verdicts(rule.predicate, [rows[number] for number in left]), strict=True):
        found[number] = verdict
    return found


def extracted(rule: Rule, frame: Frame, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str | None]]:
    """What the rule's extractors take from each row."""
    names = list(rule.extract)
    values = evaluated([extract_sql(rule.extract[name], frame) for name in names], rows, frame)
    return [dict(zip(names, row, strict=True)) for row in values]


def matches_of(
    correlation: Correlation,
    moments: Sequence[tuple[int, Mapping[str, Any]]],
    rules: Mapping[str, Rule],
    frames: Mapping[str, Frame],
) -> tuple[list[Match], list[str]]:
    """The matches of a correlation's rules among events at seconds, and the group fields that were NULL in some."""
    found: list[Match] = []
    without_key: list[str] = []
    for name in correlation.rules:
        rule, frame = rules[name], frames[rules[name].source]
        fields = [correlation.field_of(group, name) for group in correlation.group_by]
        value = correlation.field_of(correlation.value, name) if correlation.value else ""
        several = [(number, at, row) for number, at, row in _rows(moments, frame)]
        rows = [row for _, _, row in several]
        held = matching(rule, frame, rows)
        wanted = [as_text_sql(field, frame) for field in (*fields, value) if field]
        texts = evaluated(wanted, rows, frame)
        for (number, at, _), is_match, text in zip(several, held, texts, strict=True):
            group = text[: len(fields)]
            if not is_match:
                continue
            if None in group:
                without_key += [field for field, one in zip(fields, group, strict=True) if one is None]
            else:
                found.append(Match(str(number), name, at, tuple(group), text[len(fields)] if value else None))
    return found, without_key


def _rows(moments: Sequence[tuple[int, Mapping[str, Any]]], frame: Frame) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """The events that are rows of a frame; where a correlation has several sources, an event is of one of them."""
    for number, (at, event) in enumerate(moments):
        if event.get("source", frame.name) == frame.name or "source" in frame.columns:
            yield number, at, row_of({name: one for name, one in event.items() if name != "source"}, frame)


def _result(rule: Rule, test: RuleTest, rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> str:
    if rule.correlation is not None:
        if test.matches is not None:
            return "found a test of one event for a correlation; expected `events` and `fires_at`."
        return _sequence(rule.correlation, test, rules, frames)
    frame = frames[rule.source]
    rows = [row_of(event, frame) for _, event in test.events]
    held = matching(rule, frame, rows)
    if test.matches is None:
        return _compared(test, [at for (at, _), one in zip(test.events, held, strict=True) if one], "")
    if held[0] == test.matches:
        return ""
    return _why(rule, rows[0]) if test.matches else "expected no match, found one: " + _that_held(rule, rows[0])


def _why(rule: Rule, row: Mapping[str, Any]) -> str:
    found = explain(rule, row)
    if found.held:
        return "expected a match, found none: the predicate returned false."
    return "expected a match, found none: " + "; ".join(map(str, found.changes)) + "."


def _that_held(rule: Rule, row: Mapping[str, Any]) -> str:
    parts = [part.name or part.text for part in explain(rule, row).root.parts if part.held]
    return ", ".join(parts or ["its condition"]) + " held."


def _sequence(correlation: Correlation, test: RuleTest, rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> str:
    matches, without_key = matches_of(correlation, test.events, rules, frames)
    fired, near = distances(matches, correlation)
    if without_key:
        return (
            f"found events without {', '.join(sorted(set(without_key)))}, which no group can count; give them values."
        )
    most = max((one.count for one in near), default=0)
    about = f" The largest window has {most} of {correlation.threshold}." if not fired else ""
    return _compared(test, sorted({firing.at for firing in fired}), about)


def _compared(test: RuleTest, found: list[int], about: str) -> str:
    if tuple(found) == test.fires_at:
        return ""
    return f"expected it to fire {_times(test.fires_at)}, found {_times(found)}.{about}"


def _times(seconds: Sequence[int]) -> str:
    return "at " + ", ".join(map(span_text, seconds)) if seconds else "never"
