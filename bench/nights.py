"""Bad nights through receiver, collect and judge: the incidents against the truth, and against naive tickets."""

import io
import shutil
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from faultbook_samples.demo.incident_totals import NightTotals
from faultbook_samples.demo.incidents import IncidentsDemo, LakehouseNight, play, prepare
from faultbook_samples.demo.night_tables import read_tables
from faultbook_samples.nights.bad_night import bad_night

from bench.clock import measured
from bench.page import BenchPage
from faultbook.catalog.rules import load_rules
from faultbook.jobs import setup
from faultbook.steps import Steps

SEEDS = (1, 2, 3)
COLUMNS = (
    *("seed", "deliveries", "failures", "expected", "found", "precision", "recall", "umbrellas", "differences"),
    *("speak", "a ticket per delivery", "a ticket per text", "wall s"),
)
RULES = Path("catalog/rules")


def nights(session: Callable[[], Any], page: BenchPage, _: Namespace) -> None:
    """Each seed once: what is measured is what is found, not how fast."""
    work = Path(".bench/nights").absolute()
    shutil.rmtree(work, ignore_errors=True)
    spark = session()
    rows = [_row(spark, work / str(seed), seed) for seed in SEEDS]
    page.add(
        "Bad nights: incidents found and expected",
        COLUMNS,
        rows,
        "A night of 18 hours: a cluster dies and draws a storm after it, a job flaps, a fixed error returns, an old "
        "build goes on, events come late and six times, a source is silent, a text is hostile, noise. Nine runs of "
        "collect and judge, decisions of people in between. An incident is right where it has exactly the failures "
        "that it must have; differences are those in state, severity, counts, covers. Speak: no other incident ever "
        "spoke for it. A ticket per delivery that reports a failure, and per distinct text of an error, is what "
        "simpler rules would open.",
    )


def _row(spark: Any, folder: Path, seed: int) -> list[str]:
    demo, night = IncidentsDemo(folder), bad_night(seed)
    prepare(demo, fresh=True, starter=RULES)
    with redirect_stdout(io.StringIO()):
        setup.run(spark, demo.settings, Steps(task="setup"))
        jobs = LakehouseNight(spark, demo, night)
        sent = []
        cost = measured(lambda: sent.extend(play(demo, night, jobs.run, jobs.decide).sent))
    rules = load_rules(str(demo.rules)).rules.values()
    thresholds = {rule.name for rule in rules if rule.correlation is not None}
    totals = NightTotals(night, sent, read_tables(demo.lakehouse), thresholds)
    found = totals.score
    if broken := [check.what for check in totals.comparisons()[:4] if not check.holds]:
        raise AssertionError(f"Seed {seed}: counts do not agree: {'; '.join(broken)}")
    return [
        *(str(seed), f"{len(sent)}", f"{len(totals.tables.failures)}", f"{found.expected}", f"{found.found}"),
        *(f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.umbrellas}", f"{len(found.differences)}"),
        *(f"{len(totals.speaking)}", f"{totals.naive.per_delivery}", f"{totals.naive.per_message}"),
        f"{cost.wall_seconds:.0f}",
    ]
