"""An older lakehouse is opened by today's version: every id, decision and count stays, and new records carry on."""

import inspect
import shutil
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faultbook.jobs import baselines, detect, patterns, setup
from faultbook.lakehouse.store import Lakehouse
from faultbook.serve.questions.explanation import explain
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import TABLES
from faultbook.transforms.views import FUNCTIONS
from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, make_workspace, run_ingest, run_job
from tests.older_lakehouse import LAKEHOUSE, LANDING, PLANTED, SEVERITIES, oracle

AGAIN = {"shop/second.log.gz": "shop/third.log.gz", "pay/second.jsonl.gz": "pay/third.jsonl.gz"}
"""The newest files come a second time, as other files: the same lines, read by today's version."""


@pytest.fixture(scope="module")
def upgraded(spark, tmp_path_factory) -> tuple[LocalWorkspace, LocalWorkspace]:
    """The lakehouse before and after the upgrade, on which every job ran."""
    before = make_workspace(tmp_path_factory.mktemp("before"), LAKEHOUSE, severities=SEVERITIES)
    after = make_workspace(tmp_path_factory.mktemp("after"), LAKEHOUSE, severities=SEVERITIES)
    shutil.copytree(LANDING, after.landing, dirs_exist_ok=True)
    for old, new in AGAIN.items():
        shutil.copy(after.landing / old, after.landing / new)
    run_job(spark, after, setup)
    run_ingest(spark, after)
    run_job(spark, after, patterns)
    run_job(spark, after, baselines)
    detect.run(spark, after.settings, Steps(), now=datetime(2026, 10, 20, tzinfo=UTC))
    return before, after


def new_records(workspace: LocalWorkspace) -> list[dict]:
    rows = [
        {"landed": row.get("landed_file") or row["source_file"], **row}
        for table in ("error_logs_parsed", "logs")
        for row in workspace.rows(table)
    ]
    return [row for row in rows if row["landed"] in AGAIN.values()]


def pattern_rows(workspace: LocalWorkspace) -> dict[str, dict]:
    found = local_store(Path(workspace.settings.catalog)).ask(Query("patterns", limit=0)).records()
    return {row["pattern_id"]: row for row in found}


@pytest.mark.verify
def test_nothing_that_was_counted_moves_and_both_versions_add_up(spark, upgraded):
    before, after = upgraded
    assert_invariants_hold(after)
    counted = Counter()
    for row in after.rows("error_counts"):
        counted[row["template_hash"]] += row["occurrence_count"]
    expected = oracle()["occurrences_by_template"]
    assert {name: count for name, count in counted.items() if name.startswith("v1:")} == expected
    assert sum(counted.values()) == after.records() > oracle()["records"]

    patterns_now = pattern_rows(after)
    of_old = {name: row["occurrence_count"] for name, row in patterns_now.items() if name.startswith("v1:")}
    assert of_old == oracle()["occurrences_by_pattern"]
    assert sum(row["occurrence_count"] for row in patterns_now.values()) == after.records()
    assert before.rows("pattern_decisions") == after.rows("pattern_decisions")

    lakehouse = Lakehouse(spark, after.settings)
    reads = inspect.signature(FUNCTIONS["patterns"]).parameters
    on_spark = FUNCTIONS["patterns"](*(lakehouse.read(TABLES[name]) for name in reads))
    assert {row["pattern_id"]: row["occurrence_count"] for row in on_spark.collect()} == {
        name: row["occurrence_count"] for name, row in patterns_now.items()
    }


@pytest.mark.verify
def test_every_old_id_leads_where_it_led(upgraded):
    before, after = upgraded
    led = {row["template_hash"]: row["pattern_id"] for row in before.rows("pattern_map")}
    leads = {row["template_hash"]: row["pattern_id"] for row in after.rows("pattern_map")}
    assert {name: leads[name] for name in led} == led


@pytest.mark.verify
def test_a_record_keeps_the_hash_that_the_older_version_gave_its_line(upgraded):
    before, after = upgraded
    old = Counter(
        row["template_hash"]
        for table, name in (("error_logs_parsed", "source_file"), ("logs", "landed_file"))
        for row in before.rows(table)
        if row[name] in AGAIN
    )
    # Lines whose severity was unknown were rejects; now they are records, whose templates are new.
    known = Counter(row["earlier_hash"] for row in new_records(after) if row["severity"] != "Unknown")
    assert known == old


@pytest.mark.verify
def test_successors_stay_apart_and_decisions_hold_for_each(upgraded):
    _, after = upgraded
    rows = pattern_rows(after)
    mapped = {row["template_hash"]: row["pattern_id"] for row in after.rows("pattern_map")}
    successors: defaultdict[str, set[str]] = defaultdict(set)
    for row in new_records(after):
        if row["earlier_hash"] in mapped:
            successors[mapped[row["earlier_hash"]]].add(mapped[row["template_hash"]])
    for name, found in successors.items():
        assert set(rows[name]["successors"]) == found
        assert all(name in rows[successor]["predecessors"] for successor in found)
    assert max(len(found) for found in successors.values()) > 1

    decided = {each["kind"]: each for each in oracle()["decisions"]}
    titled = mapped[decided["rename"]["pattern_id"]]
    assert {rows[name]["title"] for name in successors[titled]} == {rows[titled]["title"]} != {None}
    muted = mapped[decided["mute"]["pattern_id"]]
    assert all(rows[name]["muted_until"] == rows[muted]["muted_until"] for name in successors[muted])
    merged = mapped[decided["merge"]["pattern_id"]]
    assert len(successors[merged]) == 1
    explained = explain(local_store(Path(after.settings.catalog)), titled.removeprefix("v1:"))
    assert {row["pattern_id"] for row in explained.successors} == successors[titled]
    assert not successors[titled] & {row["pattern_id"] for row, _ in explained.similar}


@pytest.mark.verify
def test_an_old_id_without_its_version_leads_where_it_led(upgraded):
    _, after = upgraded
    store = local_store(Path(after.settings.catalog))
    for name, count in oracle()["occurrences_by_pattern"].items():
        found = explain(store, name.removeprefix("v1:")).pattern
        assert (found["pattern_id"], found["occurrence_count"]) == (name, count)


@pytest.mark.verify
def test_an_upgrade_makes_nothing_new_and_raises_no_alert(upgraded):
    before, after = upgraded
    rows = pattern_rows(after)
    continued = {name for name, row in rows.items() if row["predecessors"]}
    assert continued
    for name in continued:
        if rows[name]["state"] == "new":  # as its predecessor was
            assert "new" in {rows[earlier]["state"] for earlier in rows[name]["predecessors"]}
        assert rows[name]["state"] != "regressed"
    old = {row["alert_id"] for row in before.rows("anomaly_alerts")}
    alerts = [row for row in after.rows("anomaly_alerts") if row["alert_id"] not in old]
    assert [row for row in alerts if row["pattern_id"] in continued] == []


@pytest.mark.verify
def test_new_rows_hold_no_secret(upgraded):
    _, after = upgraded
    text = str([{name: value for name, value in row.items() if name != "raw"} for row in new_records(after)])
    assert [kind for kind, secret in PLANTED.items() if secret in text] == []
