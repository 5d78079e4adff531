"""The rules of a run: what the files have now, and the last good text where a file is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faultbook.catalog.rule_frames import FRAMES
from faultbook.catalog.rules import load_rules
from faultbook.errors import InvalidCatalog
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.rules.checks import check_correlation, check_rule
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Rule
from faultbook.rules.reading import RuleBook, read_rules
from faultbook.steps import Steps
from faultbook.tables import RULE_VERSIONS

VERSION_DIGITS = 16


@dataclass(frozen=True)
class RulesInUse:
    """Rules by name, and the mistakes of files; `kept`: rules of an earlier text, since their file is wrong now."""

    rules: Mapping[str, Rule]
    mistakes: tuple[Mistake, ...]
    kept: tuple[str, ...] = ()


def rules_in_use(lakehouse: Lakehouse, steps: Steps, now: datetime) -> RulesInUse:
    """Reads the folder of rules, records texts that are new, and puts the last good rules where some are wrong.

    InvalidCatalog where the folder is missing. The caller holds the lease `incidents`.
    """
    folder = lakehouse.settings.rules_folder
    with steps.step("read rules", folder=folder) as step:
        book = load_rules(folder)
        known = lakehouse.fetch(RULE_VERSIONS, RULE_VERSIONS.column_names).to_pylist()
        rules, kept = _with_last_good(book, known, folder)
        added = _new_versions(book, known, folder, now, lakehouse.settings.run_id)
        if added:
            lakehouse.append_rows(RULE_VERSIONS, table_of(RULE_VERSIONS, added))
        step.note(rules=len(rules), mistakes=len(book.mistakes), **({"last_good": ", ".join(kept)} if kept else {}))
    return RulesInUse(MappingProxyType(rules), book.mistakes, tuple(kept))


def _with_last_good(
    book: RuleBook, known: Iterable[Mapping[str, Any]], folder: str
) -> tuple[dict[str, Rule], list[str]]:
    rules = dict(book.rules)
    wrong_rules = {mistake.rule for mistake in book.mistakes if mistake.rule}
    unreadable = {mistake.file for mistake in book.mistakes if not mistake.rule}
    good: list[Rule] = []
    for file in sorted({mistake.file for mistake in book.mistakes}):
        texts = [row for row in known if row["rule"] == file and row["mistake"] is None]
        if texts:
            last = max(texts, key=lambda row: row["first_read_at"])
            read = read_rules(last["text"], file, FRAMES, (Path(folder) / file).parent).rules
            good += [each.rule for each in read if each.rule.name in wrong_rules or file in unreadable]
    kept: list[str] = []
    # Correlations last: they go on only with all the rules that they count.
    for rule in sorted(good, key=lambda each: each.correlation is not None):
        if rule.name not in rules and _is_right(rule, rules):
            rules[rule.name] = rule
            kept.append(rule.name)
    return rules, kept


def _is_right(rule: Rule, rules: Mapping[str, Rule]) -> bool:
    """Whether an earlier text still fits the sources and rules of today."""
    try:
        if rule.correlation is None:
            check_rule(rule, FRAMES[rule.source])
        else:
            check_correlation(rule, rules, FRAMES)
    except InvalidCatalog:
        return False
    return True


def _new_versions(
    book: RuleBook, known: Iterable[Mapping[str, Any]], folder: str, now: datetime, run_id: str
) -> list[dict[str, Any]]:
    stored = {(row["rule"], row["rule_version"]) for row in known}
    mistakes: dict[str, str] = {}
    for mistake in book.mistakes:
        mistakes.setdefault(mistake.file, str(mistake))
    files = {rule.file for rule in book.rules.values()} | set(mistakes)
    found = [(file, file, _text(folder, file), mistakes.get(file)) for file in sorted(files)]
    rows = [_row(name, file, text, mistake) for name, file, text, mistake in found]
    rows += [
        {
            "rule": rule.name,
            "rule_version": rule.version,
            "file": rule.file,
            "text": _text(folder, rule.file),
            "mistake": None,
        }
        for rule in book.rules.values()
    ]
    return [
        row | {"first_read_at": now, "run_id": run_id}
        for row in rows
        if (row["rule"], row["rule_version"]) not in stored
    ]


def _row(name: str, file: str, text: str, mistake: str | None) -> dict[str, Any]:
    version = sha256(text.encode()).hexdigest()[:VERSION_DIGITS]
    return {"rule": name, "rule_version": version, "file": file, "text": text, "mistake": mistake}


def _text(folder: str, file: str) -> str:
    try:
        return (Path(folder) / file).read_text("utf-8", errors="replace")
    except OSError:
        return ""
