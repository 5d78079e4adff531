"""What `rules lint` prints: mistakes, warnings, and how many of each."""

import sys
from pathlib import Path

from faultbook.catalog.rule_frames import FRAMES
from faultbook.cli.rules.listing import book, print_mistakes
from faultbook.formatting.terminal import console
from faultbook.rules.lint import warnings


def print_lint(folder: Path | None, *, strict: bool) -> bool:
    """Prints what is wrong and what is probably not meant; True where nothing is wrong, with `strict` neither."""
    found = book(folder)
    doubts = warnings(found.rules, FRAMES)
    screen = console(sys.stdout)
    print_mistakes(screen, found.mistakes)
    print_mistakes(screen, doubts, "yellow")
    screen.print(f"{len(found.rules):,} rules, {len(found.mistakes):,} wrong, {len(doubts):,} warnings")
    return not found.mistakes and not (strict and doubts)
