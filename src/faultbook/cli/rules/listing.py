"""What `rules list` and `rules schema` print, and the rules that all commands of the group read."""

import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.bundle.tree import find_bundle
from faultbook.catalog.rule_frames import FRAMES
from faultbook.catalog.rules import load_rules
from faultbook.errors import SettingError
from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import visible
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Rule
from faultbook.rules.reading import RuleBook
from faultbook.rules.schema import json_schema
from faultbook.rules.written import span_text

COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow"}


def book(folder: Path | None) -> RuleBook:
    """The rules of a folder, else those of the bundle."""
    return load_rules(str(folder or find_bundle(Path.cwd()) / "catalog" / "rules"))


def named(rules: RuleBook, name: str) -> Rule:
    """The rule of a name; SettingError with what is wrong with it, or with the nearest name, where there is none."""
    if name in rules.rules:
        return rules.rules[name]
    wrong = [str(one) for one in rules.mistakes if one.rule == name]
    if wrong:
        raise SettingError(f"The rule {name!r} is wrong: {wrong[0]}")
    near = get_close_matches(name, rules.rules, n=1, cutoff=0.5)
    instead = f"the nearest is {near[0]!r}" if near else f"expected one of {', '.join(rules.rules) or '(none)'}"
    raise SettingError(f"RULE: found {name!r}, and there is no such rule; {instead}.")


def print_rules(folder: Path | None) -> bool:
    """Prints the rules and the mistakes; True where there is no mistake."""
    found = book(folder)
    screen = console(sys.stdout)
    table = page_table("~rule", "~title", "~reads", "severity", ">tests")
    for rule in found.rules.values():
        table.add_row(
            visible(rule.name),
            cut_text(visible(rule.title)),
            cut_text(_reads(rule)),
            Text(rule.severity, COLOURS.get(rule.severity, "")),
            str(len(rule.tests)),
        )
    if found.rules:
        screen.print(table)
    print_mistakes(screen, found.mistakes)
    print(f"{len(found.rules):,} rules, {len(found.mistakes):,} wrong", file=sys.stderr)
    return not found.mistakes


def print_mistakes(screen: Console, mistakes: Sequence[Mistake], colour: str = "red") -> None:
    """Prints mistakes, a line each."""
    for mistake in mistakes:
        screen.print(Text(visible(str(mistake)), colour), soft_wrap=True)


def print_schema() -> None:
    """Prints the schema of a rules file."""
    print(json.dumps(json_schema(FRAMES), indent=2, sort_keys=True))


def _reads(rule: Rule) -> str:
    """The source of a rule; of a correlation its threshold and rules."""
    correlation = rule.correlation
    if correlation is None:
        return rule.source
    sign = {"gte": "", "gt": "more than ", "eq": "exactly "}[correlation.operator]
    return f"{sign}{correlation.threshold} in {span_text(correlation.timespan)} of {', '.join(correlation.rules)}"
