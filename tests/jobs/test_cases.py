"""Logs of real shapes through the whole path: landed, read, put into patterns, shown. Origin: fixtures/cases."""

import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from faultbook.jobs import patterns
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, make_workspace, run_ingest, run_job

# Case -> how many records each of its patterns has.
RIGHT = {
    "01": [7],
    "01b": [16],
    "02": [6, 6],
    "03": [8],
    "03b": [4, 4, 4],
    "40": [3, 3, 3],
}


@pytest.fixture(scope="module")
def landed(spark, empty_lakehouse, tmp_path_factory, fixture_file) -> LocalWorkspace:
    """Every case, each a service of its own."""
    workspace = make_workspace(tmp_path_factory.mktemp("cases"), empty_lakehouse)
    for case in fixture_file("cases").iterdir():
        if case.is_dir():
            shutil.copytree(case, workspace.landing / case.name)
    run_ingest(spark, workspace)
    run_job(spark, workspace, patterns)
    assert_invariants_hold(workspace)
    return workspace


@pytest.fixture(scope="module")
def by_case(landed) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = defaultdict(list)
    for row in local_store(Path(landed.settings.catalog)).ask(Query("patterns", limit=0)).records():
        for service in row["services"]:
            found[service].append(row)
    return found


@pytest.mark.parametrize("case", RIGHT)
def test_a_case_has_its_patterns(by_case, case):
    assert sorted(row["occurrence_count"] for row in by_case[case]) == RIGHT[case]


def test_texts_can_be_read(by_case):
    texts = {case: {row["normalized_message"] for row in rows} for case, rows in by_case.items()}
    assert texts["01"] == texts["01b"] == {"Invalid user <*> from <*>"}
    assert any("FAILED" in text and "insufficient funds" in text for text in texts["02"])
    assert any("rejected" in text and "card expired" in text for text in texts["02"])
    for words in ("timeout", "unauthorized", "oom-killed"):
        assert sum(words in text for text in texts["03b"]) == 1
    for words in (("unauthorized", "EOF"), ("timeout", "refused"), ("panic", "nil")):
        assert sum(all(word in text for word in words) for text in texts["40"]) == 1
    for text in (text for case, of_case in texts.items() if case in RIGHT for text in of_case):
        assert len(re.findall(r"[A-Za-z]{2,}", text.replace("<*>", ""))) >= 2, text


@pytest.mark.parametrize("case", ["08", "08b"])
def test_failed_stays_apart(landed, by_case, case):
    of_template: defaultdict[str, set[str]] = defaultdict(set)
    mapped = {row["template_hash"]: row["pattern_id"] for row in landed.rows("pattern_map")}
    levels: defaultdict[str, Counter] = defaultdict(Counter)
    for row in landed.rows("error_logs_parsed") + landed.rows("logs"):
        if row["service"] == case:
            pattern = mapped[row["template_hash"]]
            of_template[pattern].add(row["message"].split()[2])
            levels[pattern][row["severity"]] += 1
    failed = [verbs for verbs in of_template.values() if "failed" in verbs]
    assert failed == [{"failed"}]
    assert all(len(found) == 1 for found in levels.values())
    assert sum(row["occurrence_count"] for row in by_case[case]) == sum(
        sum(found.values()) for found in levels.values()
    )


def test_a_go_stack_names_no_exception_and_one_error_is_one_pattern(landed, by_case):
    rows = [row for row in landed.rows("logs") if row["service"] in ("15", "38")]
    assert {row["exception_type"] for row in rows} == {None}
    assert {row["error_code"] for row in rows} == {"(none)"}
    assert len({row["timestamp"].replace(microsecond=0) for row in rows if row["service"] == "15"}) == 1
    # Three records of a controller; a goroutine's dump and a plain stack of one error at one place.
    assert sorted(row["occurrence_count"] for row in by_case["38"]) == [2, 3]
