"""`make accuracy`: do messages of one logging statement get one pattern? Ours and drain3's, on the same labelled lines.

    python bench/accuracy.py [--loghub DIR] [--lines 2000000]

Loghub's 2k sets lie outside the project (their licence is for research). One configuration for all sets, on both sides:
drain3 as it comes, and drain3 with the masks of its own example. Costs are of grouping two million lines made from
those sets by writing other digits into them.
"""

import argparse
import os
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import functions as F
from rich.console import Console
from rich.table import Table

from bench.clock import Cost, interleaved, measured
from faultbook.engine.session import open_session
from faultbook.faults.code_hint import code_hint
from faultbook.faults.masks import template
from faultbook.faults.merging import Scoped, merged_templates
from faultbook.transforms.logs.hints import hint_at, hint_span
from faultbook.transforms.logs.masking import first_characters, shape, template_of_shape
from tests.faults.corpus import loghub_sets

WORK = Path(".bench/accuracy").absolute()
GATE_GA, GATE_FGA = 0.94, 0.92
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


def by_pattern(messages: Sequence[str]) -> list[Any]:
    """Ours: templates with their code hints as scopes, merged."""
    templates = [Scoped(code_hint(message), template(message)) for message in messages]
    merged = merged_templates(set(templates))
    return [(each.scope, merged[each]) for each in templates]


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
    """Prints accuracy per set and costs; exits 1 below the gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loghub", default="")
    parser.add_argument("--lines", type=int, default=2_000_000)
    asked = parser.parse_args()
    if asked.loghub:
        os.environ["FAULTBOOK_LOGHUB"] = asked.loghub
    sets = loghub_sets()
    if not sets:
        sys.exit("No *_2k.log_structured.csv found. Say where Loghub's 2k sets lie: make accuracy LOGHUB=DIR")
    groupings = {"faultbook": by_pattern, "drain3": by_drain3(()), "drain3, its masks": by_drain3(DRAIN3_MASKS)}
    console = Console(width=110)
    scores = {name: {one: _scored(group, lines) for one, lines in sets.items()} for name, group in groupings.items()}
    console.print(_accuracy_table(scores))
    messages = [message for lines in sets.values() for message, _ in lines]
    console.print(_cost_table(_costs(messages, asked.lines, groupings), asked.lines))
    ours = scores["faultbook"].values()
    ga, fga = mean(one.ga for one in ours), mean(one.fga for one in ours)
    if ga < GATE_GA or fga < GATE_FGA:
        sys.exit(f"GA {ga:.3f} and FGA {fga:.3f}: the gate is {GATE_GA} and {GATE_FGA}")


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


def _costs(messages: Sequence[str], count: int, groupings: Mapping[str, Grouping]) -> dict[str, Cost]:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    rng = random.Random(7)
    digits = re.compile(r"\d")
    lines = [digits.sub(lambda _: rng.choice("0123456789"), rng.choice(messages)) for _ in range(count)]
    pq.write_table(pa.table({"message": lines}), WORK / "messages.parquet", row_group_size=100_000)
    spark = open_session(app="faultbook-accuracy")

    def ours() -> None:
        counted = _pattern_counts(spark.read.parquet(str(WORK / "messages.parquet"))).total()
        if counted != count:
            raise AssertionError(f"{counted:,} lines are in patterns, of {count:,}.")

    # The first queries of a JVM cost many times a warm one; plain Python has nothing to warm up.
    costs = interleaved({"faultbook": lambda: ours}, rounds=3, warm_up=3)
    for name, group in groupings.items():
        if name != "faultbook":
            costs[name] = measured(partial(group, lines))
    shutil.rmtree(WORK)
    return costs


def _pattern_counts(messages: Any) -> Counter[tuple[str, str]]:
    """Lines counted by pattern: masks and hints are looked for once per shape, as ingest does it; the text of a hint is
    read from lines as long as a shape that has one; the few templates that are left are merged by the plain twin.
    """
    message, text = F.col("message"), F.col("shape")
    counted = messages.groupBy(shape(message).alias("shape")).agg(F.count("*").alias("n"))
    shapes = counted.select("n", "shape", template_of_shape(text).alias("template"), hint_span(text).alias("span"))
    found = shapes.toArrow()
    lines: Counter[Scoped] = Counter()
    for template_text, n in zip(*_columns(found.filter(pc.is_null(found["span"])), "template", "n"), strict=True):
        lines[Scoped("", template_text)] += n
    hinted = found.filter(pc.is_valid(found["span"])).drop_columns("n")
    lengths = pc.unique(pc.utf8_length(hinted["shape"])).to_pylist()
    among = messages.where(F.length(first_characters(message)).isin(lengths)).withColumn("shape", shape(message))
    joined = among.join(F.broadcast(messages.sparkSession.createDataFrame(hinted)), on="shape")
    by_hint = joined.groupBy("template", hint_at(message, F.col("span")).alias("scope")).agg(F.count("*").alias("n"))
    for scope, template_text, n in zip(*_columns(by_hint.toArrow(), "scope", "template", "n"), strict=True):
        lines[Scoped(scope, template_text)] += n
    texts = merged_templates(lines)
    patterns: Counter[tuple[str, str]] = Counter()
    for each, n in lines.items():
        patterns[each.scope, texts[each]] += n
    return patterns


def _columns(table: pa.Table, *names: str) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names]


def _cost_table(costs: Mapping[str, Cost], count: int) -> Table:
    table = Table("", "CPU s per million", "ratio", "wall s", title=f"Grouping {count:,} lines", title_justify="left")
    ours = costs["faultbook"]
    for name, cost in costs.items():
        ratio = ours.cpu_seconds / cost.cpu_seconds
        table.add_row(name, f"{cost.cpu_seconds * 1e6 / count:.1f}", f"{ratio:.2f}", f"{cost.wall_seconds:.1f}")
    return table


if __name__ == "__main__":
    main()
