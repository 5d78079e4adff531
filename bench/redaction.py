"""`make redaction`: what is taken out, what is left, what is taken for nothing, and what it costs.

    python bench/redaction.py [--each 500] [--seed 20261129] [--loghub DIR] [--show]

Secrets and their near-misses are generated (tests/faults/redaction_corpus.py) in ten surroundings. A secret counts as
found where none of its characters are left: no five in a row that do not occur elsewhere in the line. The lines of
Loghub and of faultbook's own generators hold no secrets; whatever is taken out of them is listed.
"""

import argparse
import gzip
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from faultbook_samples import logs as loggen
from faultbook_samples.logs.structured import JsonOptions, write_json
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from faultbook.faults.redaction import redact, redact_json, shows_signs
from tests.faults.corpus import loghub_sets
from tests.faults.redaction_corpus import PUBLIC, Planted, hard_passwords, planted, remains

SEED = 20261129
EACH = 500
LEAST_RECALL = 0.99
MOST_FALSE = 0.001
ROUNDS = 5
Redact = Callable[[str], str]


class RedactionScore(NamedTuple):
    """Of one kind: secrets, those of which something is left, near-misses, those that were taken out."""

    secrets: int
    left: list[tuple[Planted, str]]
    near: int
    taken: list[tuple[Planted, str]]

    @property
    def recall(self) -> float:
        """The share of secrets of which nothing is left; 1 where there are none."""
        return 1 - len(self.left) / self.secrets if self.secrets else 1.0


def scores(lines: Iterable[Planted], by: Callable[[Planted], str]) -> dict[str, RedactionScore]:
    """The scores by kind, or by what `by` returns."""
    groups: dict[str, list[Planted]] = defaultdict(list)
    for line in lines:
        groups[by(line)].append(line)
    return {name: _score(group) for name, group in groups.items()}


def _score(group: Sequence[Planted]) -> RedactionScore:
    redacted = [(each, redact(each.line)) for each in group]
    secrets = [(each, text) for each, text in redacted if each.secret]
    near = [(each, text) for each, text in redacted if not each.secret]
    return RedactionScore(
        len(secrets),
        [(each, text) for each, text in secrets if remains(each.secret, each.line, text)],
        len(near),
        [(each, text) for each, text in near if text != each.line],
    )


def generated(folder: Path, seed: int) -> dict[str, tuple[list[str], Redact]]:
    """Lines of faultbook's generators, tab-separated and JSON, with what redacts them."""
    loggen.write(folder / "lines", loggen.Options(files=20, records=20_000, seed=seed, hostile=True))
    write_json(folder / "json", JsonOptions(files=5, records=10_000, seed=seed))
    return {
        "faultbook, lines": (list(_lines(folder / "lines")), redact),
        "faultbook, JSON": (list(_lines(folder / "json")), redact_json),
    }


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        try:
            raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        except (OSError, EOFError):
            continue  # a truncated file is one of the generator's oddities
        yield from (line for line in raw.decode("utf-8", "replace").splitlines() if line)


def microseconds(lines: Sequence[str], work: Callable[[str], object]) -> float:
    """CPU time per line, the least of some rounds."""
    if not lines:
        return 0.0
    took = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for line in lines:
            work(line)
        took.append(time.process_time() - begin)
    return min(took) / len(lines) * 1e6


def is_address_only(line: str, redacted: str) -> bool:
    """Whether nothing but e-mail addresses was taken out."""
    return redacted.count("[redacted]") == line.count("[redacted]")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    return table


def _print_scores(console: Console, title: str, found: dict[str, RedactionScore]) -> None:
    table = _table(title, "", "secrets", "left", "recall", "near-misses", "taken out")
    for name, score in found.items():
        mark = "" if score.recall >= LEAST_RECALL else " [red]!"
        table.add_row(
            name,
            f"{score.secrets:,}",
            f"{len(score.left):,}",
            f"{score.recall:.3f}{mark}",
            f"{score.near:,}",
            f"{len(score.taken):,}",
        )
    console.print(table)


def _print_growth(console: Console) -> None:
    table = _table("Time for texts of one repeated piece, milliseconds", "piece", "4k", "16k", "64k", "64k / 16k")
    for piece in ("a", "password=", 'password: "', "eyJ", "://a:", "-----BEGIN PRIVATE KEY-----", "a@b.", "4111 "):
        took = [microseconds([piece * (length // len(piece))], redact) / 1e3 for length in (4_000, 16_000, 64_000)]
        ratio = [after / before for before, after in pairwise(took) if before]
        table.add_row(escape(piece), *(f"{one:.2f}" for one in took), f"{ratio[-1]:.1f}")
    console.print(table)


def main() -> int:
    """Prints the tables. Returns 1 where a figure is worse than what docs/redaction.md promises."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=EACH, help="secrets of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--loghub", type=Path, help="folder of Loghub's 2k sets")
    parser.add_argument("--show", action="store_true", help="show what was left and what was taken for nothing")
    options = parser.parse_args()
    if options.loghub:
        os.environ["FAULTBOOK_LOGHUB"] = str(options.loghub)
    console = Console()
    console.print(f"Redaction, {options.each} secrets of each kind, seed {options.seed}")
    lines = list(planted(options.seed, options.each))
    by_kind = scores(lines, lambda each: each.kind)
    _print_scores(console, "By kind", by_kind)
    own = [each for each in lines if not each.surrounding.startswith(("form", "near"))]
    _print_scores(console, "By surrounding", scores(own, lambda each: each.surrounding))
    missed = [text for text in PUBLIC if redact(text) == text]
    console.print(f"Test strings of public scanners: {len(PUBLIC) - len(missed)} of {len(PUBLIC)} taken out")
    hard = _score(list(hard_passwords(options.seed, options.each)))
    console.print(f"Unquoted passwords of all signs: of {hard.secrets:,}, {len(hard.left):,} are left in part\n")
    with tempfile.TemporaryDirectory() as folder:
        harmless: dict[str, tuple[list[str], Redact]] = {
            f"Loghub, {name}": ([message for message, _ in rows], redact) for name, rows in loghub_sets().items()
        }
        harmless |= generated(Path(folder), options.seed)
    false = _print_harmless(console, harmless)
    _print_growth(console)
    if options.show:
        for score in by_kind.values():
            for what, found in (("left", score.left), ("taken", score.taken)):
                for each, redacted in found[:10]:
                    console.print(
                        f"{what}: {each.kind}, {each.surrounding}: {each.line!r} -> {redacted!r}", markup=False
                    )
    if not any(name.startswith("Loghub") for name in harmless):
        console.print("Loghub's sets were not found: --loghub DIR, or FAULTBOOK_LOGHUB.")
    worst = min(score.recall for score in by_kind.values())
    return int(worst < LEAST_RECALL or false > MOST_FALSE or bool(missed))


def _print_harmless(console: Console, harmless: dict[str, tuple[list[str], Redact]]) -> float:
    """Prints what was taken out of lines without secrets; returns the largest share of such lines in a set."""
    table = _table(
        "Lines without secrets", "", "lines", "show signs", "taken out", "of these e-mail", "µs a look", "µs a line"
    )
    listed = []
    worst = 0.0
    for name, (lines, work) in harmless.items():
        changed = [(line, redacted) for line in lines if (redacted := work(line)) != line]
        addresses = [each for each in changed if is_address_only(*each)]
        listed += [(name, *each) for each in changed]
        worst = max(worst, (len(changed) - len(addresses)) / max(1, len(lines)))
        sample = lines[:2_000]
        table.add_row(
            name,
            f"{len(lines):,}",
            f"{sum(map(shows_signs, lines)):,}",
            f"{len(changed):,}",
            f"{len(addresses):,}",
            f"{microseconds(sample, shows_signs):.1f}",
            f"{microseconds(sample, work):.1f}",
        )
    console.print(table)
    for name, line, redacted in listed[:50]:
        console.print(f"{name}: {line[:300]!r}\n  -> {redacted[:300]!r}", markup=False)
    return worst


if __name__ == "__main__":
    sys.exit(main())
