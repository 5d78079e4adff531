"""`make accuracy`: do messages of one logging statement get one pattern? Ours and drain3's, on the same labelled lines.

    python bench/accuracy.py [--loghub DIR] [--costs] [--lines 2000000]

Loghub's 2k sets lie outside the project (their licence is for research). One configuration for all sets, on both sides:
identity v1 and v2, drain3 as it comes, and drain3 with the masks of its own example. The table takes seconds. With
`--costs` follow the costs of grouping lines made from those sets by writing other digits into them, on one core.
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.console import Console
from rich.table import Table

from bench.clock import Cost, measured
from faultbook.faults.v1 import code_hint as hints_v1
from faultbook.faults.v1 import masks as masks_v1
from faultbook.faults.v1 import merging as merging_v1
from faultbook.faults.v2 import hints as hints_v2
from faultbook.faults.v2 import merging as merging_v2
from faultbook.faults.v2 import templates as templates_v2
from tests.faults.corpus import loghub_sets

GATE_GA, GATE_FGA = 0.95, 0.937
# The masks of drain3's examples/drain3.ini, as (pattern, name).
DRAIN3_MASKS = (
    (r"((?<=[^A-Za-z0-9])|^)(([0-9a-f]{2,}:){3,}([0-9a-f]{2,}))((?=[^A-Za-z0-9])|$)", "ID"),
    (r"((?<=[^A-Za-z0-9])|^)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})((?=[^A-Za-z0-9])|$)", "IP"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9a-f]{6,} ?){3,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9A-F]{4} ?){4,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)(0x[a-f0-9A-F]+)((?=[^A-Za-z0-9])|$)", "HEX"),
    (r"((?<=[^A-Za-z0-9])|^)([\-\+]?\d+)((?=[^A-Za-z0-9])|$)", "NUM"),
    (r"(?<=executed cmd )(\".+?\")", "CMD"),
)
Grouping = Callable[[Sequence[str]], list[Any]]


class Score(NamedTuple):
    """Grouping accuracy by lines and by groups, precision and recall over pairs of lines."""

    ga: float
    fga: float
    precision: float
    recall: float


def score(found: Sequence[Any], true: Sequence[str]) -> Score:
    """GA is the share of lines whose group is exactly a true group; FGA the same over groups, as an F1."""
    both, ours, theirs = Counter(zip(found, true, strict=True)), Counter(found), Counter(true)
    exact = [truth for (group, truth), lines in both.items() if lines == ours[group] == theirs[truth]]
    by_ours, by_theirs = len(exact) / len(ours), len(exact) / len(theirs)
    fga = 2 * by_ours * by_theirs / (by_ours + by_theirs) if exact else 0.0
    shared = _pairs(both.values())
    return Score(
        sum(theirs[truth] for truth in exact) / len(true),
        fga,
        shared / (_pairs(ours.values()) or 1),
        shared / (_pairs(theirs.values()) or 1),
    )


def by_pattern_v1(messages: Sequence[str]) -> list[Any]:
    """Identity v1: templates with their code hints as scopes, merged."""
    scope_of, template_of = hints_v1.code_hint, _kept_per_shape(masks_v1.shape, masks_v1.template_of_shape)
    templates = [merging_v1.Scoped(scope_of(message), template_of(message)) for message in messages]
    merged = merging_v1.merged_templates(set(templates))
    return [(each.scope, merged[each]) for each in templates]


def by_pattern(messages: Sequence[str]) -> list[Any]:
    """Identity v2, the one in use: templates with their code hints as scopes, merged."""
    places: dict[str, tuple[str, tuple[hints_v2.Place, ...]]] = {}
    templates: list[merging_v2.Scoped] = []
    for message in messages:
        shape = templates_v2.shape(message)
        known = places.get(shape)
        if known is None:
            known = (templates_v2.template_of_shape(shape), hints_v2.places_of_shape(shape))
            places[shape] = known
        text, where = known
        templates.append(merging_v2.Scoped(hints_v2.code_hint_at(message, where) if where else "", text))
    merged = merging_v2.merged_templates(set(templates))
    return [(each.scope, merged[each]) for each in templates]


def _kept_per_shape(shape_of: Callable[[str], str], work: Callable[[str], str]) -> Callable[[str], str]:
    kept: dict[str, str] = {}

    def found(message: str) -> str:
        shape = shape_of(message)
        if shape not in kept:
            kept[shape] = work(shape)
        return kept[shape]

    return found


def by_drain3(masks: Sequence[tuple[str, str]]) -> Grouping:
    """drain3 in its default configuration, with these masks."""

    def group(messages: Sequence[str]) -> list[Any]:
        from drain3 import TemplateMiner  # noqa: PLC0415  (only this bench has it)
        from drain3.masking import MaskingInstruction  # noqa: PLC0415
        from drain3.template_miner_config import TemplateMinerConfig  # noqa: PLC0415

        config = TemplateMinerConfig()
        config.profiling_enabled = False
        config.masking_instructions = [MaskingInstruction(*mask) for mask in masks]
        miner = TemplateMiner(config=config)
        return [miner.add_log_message(message)["cluster_id"] for message in messages]

    return group


def main() -> None:
    """Prints accuracy per set, and with --costs what it costs; exits 1 below the gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loghub", default="")
    parser.add_argument("--costs", action="store_true")
    parser.add_argument("--lines", type=int, default=2_000_000)
    arguments = parser.parse_args()
    if arguments.loghub:
        os.environ["FAULTBOOK_LOGHUB"] = arguments.loghub
    sets = loghub_sets()
    if not sets:
        sys.exit("No *_2k.log_structured.csv found. Say where Loghub's 2k sets lie: make accuracy LOGHUB=DIR")
    groupings: dict[str, Grouping] = {"v2": by_pattern, "v1": by_pattern_v1}
    if _drain3() is None:
        print("drain3 is not here, its columns are left out: pip install -r bench/requirements.txt", file=sys.stderr)
    else:
        groupings |= {"drain3": by_drain3(()), "drain3, its masks": by_drain3(DRAIN3_MASKS)}
    console = Console(width=132)
    scores = {name: {one: _scored(group, lines) for one, lines in sets.items()} for name, group in groupings.items()}
    console.print(_accuracy_table(scores))
    if arguments.costs:
        lines = _varied([message for each in sets.values() for message, _ in each], arguments.lines)
        costs = {name: measured(partial(group, lines)) for name, group in groupings.items()}
        console.print(_cost_table(costs, len(lines)))
        console.print(_shape_table(lines))
    ours = scores["v2"].values()
    ga, fga = mean(one.ga for one in ours), mean(one.fga for one in ours)
    if ga < GATE_GA or fga < GATE_FGA:
        sys.exit(f"GA {ga:.3f} and FGA {fga:.3f}: the gate is {GATE_GA} and {GATE_FGA}")


def _drain3() -> ModuleType | None:
    try:
        import drain3  # noqa: PLC0415  (only this bench has it)
    except ImportError:
        return None
    found: ModuleType = drain3
    return found


def _scored(group: Grouping, lines: Sequence[tuple[str, str]]) -> Score:
    return score(group([message for message, _ in lines]), [truth for _, truth in lines])


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _accuracy_table(scores: Mapping[str, Mapping[str, Score]]) -> Table:
    table = Table("set", *scores, title="GA / FGA / pair precision / pair recall", title_justify="left")
    for one in next(iter(scores.values())):
        table.add_row(one, *(_words(found[one]) for found in scores.values()))
    means = [Score(*map(mean, zip(*found.values(), strict=True))) for found in scores.values()]
    table.add_section()
    table.add_row("mean", *map(_words, means))
    return table


def _words(found: Score) -> str:
    return " ".join(f"{value:.3f}" for value in found)


def _varied(messages: Sequence[str], count: int) -> list[str]:
    """So many lines: messages drawn with a fixed seed, every digit another."""
    rng = random.Random(7)
    digits = re.compile(r"\d")
    return [digits.sub(lambda _: rng.choice("0123456789"), rng.choice(messages)) for _ in range(count)]


def _cost_table(costs: Mapping[str, Cost], count: int) -> Table:
    table = Table(
        "", "CPU s per million", "v2 takes", "wall s", title=f"Grouping {count:,} lines", title_justify="left"
    )
    ours = costs["v2"]
    for name, cost in costs.items():
        ratio = ours.cpu_seconds / cost.cpu_seconds
        table.add_row(name, f"{cost.cpu_seconds * 1e6 / count:.1f}", f"{ratio:.2f} times", f"{cost.wall_seconds:.1f}")
    return table


def _shape_table(lines: Sequence[str]) -> Table:
    """Microseconds for one shape that was not seen before: median of three passes over the distinct shapes."""
    shapes = list(dict.fromkeys(map(templates_v2.shape, lines)))
    works: dict[str, tuple[Callable[[str], object], Callable[[str], object]]] = {
        "v2": (templates_v2.template_of_shape, hints_v2.places_of_shape.__wrapped__),
        "v1": (masks_v1.template_of_shape, hints_v1.code_hint),
    }
    title = f"Microseconds per distinct shape, of {len(shapes):,}"
    table = Table("", "template", "code hint", title=title, title_justify="left")
    for name, pair in works.items():
        table.add_row(name, *(f"{sorted(_microseconds(work, shapes) for _ in range(3))[1]:.1f}" for work in pair))
    return table


def _microseconds(work: Callable[[str], object], shapes: Sequence[str]) -> float:
    templates_v2.forget_words()
    start = time.process_time()
    for shape in shapes:
        work(shape)
    return (time.process_time() - start) * 1e6 / len(shapes)


if __name__ == "__main__":
    main()
