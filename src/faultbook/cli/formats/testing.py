"""What `formats test` prints: examples that a format reads in another way, and counts of files."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.cli.formats.known import Known, chosen, known_formats, log_files
from faultbook.cli.formats.reading import count_lines
from faultbook.formats.checking import differences
from faultbook.formats.port import Example, Format
from faultbook.formatting.terminal import console
from faultbook.formatting.values import visible


def print_test(files: Sequence[Path], *, landing: Path, catalog: Path | None) -> bool:
    """Runs the examples of all formats, then reads the files. False where an example is read in another way."""
    known = known_formats(catalog)
    screen = console(sys.stdout)
    wrong = tested = 0
    for format_ in known.formats.values():
        for example in format_.examples():
            tested += 1
            if found := differences(format_, example):
                wrong += 1
                _print_wrong(screen, format_, example, found)
    verdict = f"{wrong:,} of them wrong" if wrong else "all as expected"
    screen.print(f"{tested:,} examples of {len(known.formats):,} formats, {verdict}")
    for path, name in log_files(files, landing):
        _print_counts(screen, path, name, known)
    return not wrong


def _print_wrong(screen: Console, format_: Format, example: Example, found: Sequence[str]) -> None:
    head = Text(f"{visible(format_.name)}: {visible(example.about)}", "bold red")
    screen.print(head, soft_wrap=True)
    for sentence in found:
        screen.print(f"  {visible(sentence)}", soft_wrap=True)


def _print_counts(screen: Console, path: Path, name: str, known: Known) -> None:
    with path.open("rb") as file:
        choice = chosen(path, name, file, known)
    head = Text(f"{visible(str(path))}: {visible(choice.format.name)}; ", "bold")
    screen.print(head.append(str(count_lines(path, choice)), "default not bold"), soft_wrap=True)
