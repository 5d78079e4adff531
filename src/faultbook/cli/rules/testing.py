"""What `rules test` prints: the tests that fail, and how many there are."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from faultbook.catalog.rule_frames import FRAMES
from faultbook.cli.rules.listing import book, named, print_mistakes
from faultbook.formatting.terminal import console
from faultbook.formatting.values import visible
from faultbook.rules.testing import run_tests


def print_tests(folder: Path | None, names: Sequence[str]) -> bool:
    """Runs the tests of the named rules, else of all; True where all pass and, of all, no rule is wrong."""
    found = book(folder)
    screen = console(sys.stdout)
    only = [named(found, name).name for name in names]
    results = list(run_tests(found.rules, FRAMES, only))
    failed = [one for one in results if not one.passed]
    for one in failed:
        place = f"{one.rule.file}:{one.test.line}: rule {one.rule.name}, test {one.number}: "
        screen.print(Text(visible(place), "bold red").append(visible(one.text), "default not bold"), soft_wrap=True)
    mistakes = () if names else found.mistakes
    print_mistakes(screen, mistakes)
    verdict = f"{len(failed):,} of them fail" if failed else "all pass"
    wrong = f", {len(mistakes):,} rules are wrong" if mistakes else ""
    screen.print(f"{len(results):,} tests of {len(only or found.rules):,} rules, {verdict}{wrong}")
    return not failed and not mistakes
