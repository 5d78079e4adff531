"""By DuckDB without Spark: the question that each view is made for, over a lakehouse that is opened anew each time."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from faultbook_samples import logs as loggen

from bench.grown import GrownShape, broken_invariants, grow
from bench.workspace import fresh_workspace, ingest, open_workspace
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store

QUESTIONS = {
    "error_frequency": "Which codes fail most?",
    "error_frequency_daily": "What failed on one day?",
    "error_frequency_hourly": "How often did one code fail in each hour?",
    "errors_by_file": "What are the newest errors of one source file?",
    "error_patterns": "What do the errors of one code look like?",
    "message_patterns": "Which messages come most, whatever their code?",
    "severity_summary": "How bad is it?",
    "ingest_health": "Do the lines add up, day by day?",
    "reject_reasons": "What was rejected, and why?",
}
CONDITIONS = {
    "error_frequency_daily": "day = DATE '2026-01-30'",
    "error_frequency_hourly": "error_code = '{code}'",
    "errors_by_file": "file_path = '{file}' AND recency_rank <= 20",
    "error_patterns": "error_code = '{code}'",
}


COPIES = 10
HOURS = 720


def grown_lakehouses(spark: Any, work: Path, *, records: int) -> Iterator[Path]:
    """A lakehouse of so many records, made by the job, and one of COPIES times as many, grown from it. Both then ingest
    a file of rejects. RuntimeError where an invariant is broken in what was grown.
    """
    small = fresh_workspace(spark, work / "small")
    loggen.write(Path(small.settings.landing), loggen.Options(files=200, records=records, hours=HOURS))
    small.run(spark, ingest)
    large = open_workspace(work / "large")
    Path(large.settings.landing).mkdir(parents=True)
    grow(Path(small.settings.catalog), Path(large.settings.catalog), GrownShape(copies=COPIES), hours=HOURS)
    if broken := broken_invariants(Path(large.settings.catalog)):
        raise RuntimeError("; ".join(broken))
    for workspace in (small, large):
        (Path(workspace.settings.landing) / "rejects.log").write_text("just words\n\tat Foo.bar\n" * 500)
        workspace.run(spark, ingest)
        yield Path(workspace.settings.catalog)


def question_times(lakehouse: Path, *, repeats: int) -> dict[str, tuple[str, float]]:
    """View to (its question, median milliseconds of `repeats` after one that warms up)."""
    store = local_store(lakehouse)
    top = store.ask(Query("error_frequency", limit=1)).records()[0]
    known = {"code": top["error_code"], "file": top["files"][0]}
    times = {}
    for view, words in QUESTIONS.items():
        condition = CONDITIONS.get(view)
        query = Query(view, where=(condition.format(**known),) if condition else (), limit=20)
        spent = []
        for _ in range(repeats + 1):
            began = time.perf_counter()
            store.ask(query)
            spent.append((time.perf_counter() - began) * 1_000)
        times[view] = (words, median(spent[1:]))
    return times
