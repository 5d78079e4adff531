"""Redact: texts of an older lakehouse lose their secrets in place; ids and counts stay, again is the same as once."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from deltalake import DeltaTable

from faultbook.jobs import patterns, redact, setup
from faultbook.lakehouse.contracts import may_hold_old_texts
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import TABLES
from faultbook.tables.text_columns import FORMS, TEXTS, WITHOUT_TEXT
from tests.jobs.workspace import LocalWorkspace, make_workspace, run_job
from tests.older_lakehouse import LAKEHOUSE, LANDING, PLANTED, SEVERITIES, oracle

REJECT_BYTES = ("error_logs_rejected", "raw")


class Killed(BaseException):
    """Nothing in the code under test catches it."""


@pytest.fixture(scope="module")
def after_setup(spark, tmp_path_factory) -> Path:
    """The older lakehouse as today's setup leaves it, to copy from."""
    workspace = make_workspace(tmp_path_factory.mktemp("after_setup"), LAKEHOUSE, severities=SEVERITIES)
    run_job(spark, workspace, setup)
    return Path(workspace.settings.catalog)


@pytest.fixture(scope="module")
def whole(spark, after_setup, tmp_path_factory) -> LocalWorkspace:
    """That lakehouse after a run that nobody killed."""
    workspace = make_workspace(tmp_path_factory.mktemp("whole"), after_setup, severities=SEVERITIES)
    run_job(spark, workspace, redact)
    return workspace


@pytest.fixture
def upgraded(after_setup, tmp_path) -> LocalWorkspace:
    return make_workspace(tmp_path, after_setup, severities=SEVERITIES)


@pytest.fixture
def old(tmp_path) -> LocalWorkspace:
    workspace = make_workspace(tmp_path, LAKEHOUSE, severities=SEVERITIES)
    shutil.copytree(LANDING, workspace.landing, dirs_exist_ok=True)
    return workspace


def shown(workspace: LocalWorkspace) -> dict[tuple[str, str], list[str]]:
    """Per stored column the planted secrets that it shows; bytes of rejects left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in TABLES:
        for row in stored(workspace, name):
            for column, value in row.items():
                if (name, column) != REJECT_BYTES and value is not None:
                    kinds = [kind for kind, secret in PLANTED.items() if secret in str(value)]
                    found.setdefault((name, column), []).extend(kinds)
    return {place: sorted(set(kinds)) for place, kinds in found.items() if kinds}


def stored(workspace: LocalWorkspace, name: str) -> list[dict]:
    role = TABLES[name].role
    folder = workspace.settings.raw_schema_name if role.value == "raw" else workspace.settings.schema_name
    return DeltaTable(str(Path(workspace.settings.catalog) / folder / name)).to_pyarrow_table().to_pylist()


def versions(workspace: LocalWorkspace) -> dict[str, int]:
    found = {}
    for name, table in TABLES.items():
        folder = workspace.settings.raw_schema_name if table.role.value == "raw" else workspace.settings.schema_name
        found[name] = DeltaTable(str(Path(workspace.settings.catalog) / folder / name)).version()
    return found


def without_texts(workspace: LocalWorkspace) -> dict[str, Counter]:
    """Every table's rows without the columns that hold text."""
    return {
        name: Counter(
            str({column: value for column, value in sorted(row.items()) if column not in TEXTS.get(name, ())})
            for row in stored(workspace, name)
        )
        for name in TABLES
    }


def test_every_column_that_may_hold_a_string_is_declared_once():
    for table in TABLES.values():
        declared = Counter(
            (*TEXTS.get(table.name, ()), *(n for ns in WITHOUT_TEXT.get(table.name, {}).values() for n in ns))
        )
        assert declared == Counter(column.name for column in table.columns if "STRING" in column.type), table.name
    assert all(column in TEXTS[table] for table, column in FORMS)
    assert (TEXTS.keys() | WITHOUT_TEXT.keys()) <= TABLES.keys()


@pytest.mark.verify
def test_texts_of_an_older_lakehouse_lose_their_secrets_and_nothing_else(spark, old, capsys):
    run_job(spark, old, setup)
    assert "old texts may hold secrets: faultbook run redact" in capsys.readouterr().out
    before, rest = shown(old), without_texts(old)
    assert {kind for kinds in before.values() for kind in kinds} == set(PLANTED)
    run_job(spark, old, redact)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert shown(old) == {}
    assert without_texts(old) == rest

    sums = oracle()
    records = stored(old, "error_logs_parsed") + stored(old, "logs")
    assert dict(Counter(row["template_hash"] for row in records)) == sums["occurrences_by_template"]
    texts = " ".join(
        str(row) for name in ("pattern_map", "error_templates", "nightly_reports") for row in stored(old, name)
    )
    for fragment in ("AKIAQZX", "ABCDEF", "Yw", "FeDcBa"):
        assert fragment not in texts
    for constant in ("the bucket of the reports denied the key", "worker w<*>", "level=<*> ts=<*>", "Report of Friday"):
        assert constant in texts
    metadata = [
        json.loads(row["metadata"]) for row in stored(old, "logs") if row["metadata"] and "headers" in row["metadata"]
    ]
    assert metadata and {row["headers"]["authorization"] for row in metadata} == {"[redacted]"}

    history = printed[-1]
    assert history["step"] == "history"
    assert history["then"] == "faultbook run maintenance"
    assert history["old_versions_until"] < history["old_statistics_until"]
    rewritten = {line["step"]: (line["rows"], line["rewritten"]) for line in printed if "rows" in line}
    rows = sum("Job nightly-load" not in row["message"] for row in stored(old, "error_logs_parsed"))
    assert rewritten["redact error_counts"][1] == 0
    assert 0 < rewritten["redact error_logs_parsed"][1] < rows < rewritten["redact error_logs_parsed"][0]
    assert not any(may_hold_old_texts(Lakehouse(spark, old.settings), table) for table in TABLES.values())

    once = versions(old)
    run_job(spark, old, redact)
    run_job(spark, old, setup)
    out = capsys.readouterr().out
    assert versions(old) == once
    assert "old texts" not in out
    assert '"nothing to do"' in out


@pytest.mark.verify
@pytest.mark.parametrize("place", ["after pattern_map", "after nightly_reports", "after error_logs_parsed"])
def test_killed_at_any_table_and_run_again_ends_the_same(spark, upgraded, whole, place, capsys):

    def die(where: str) -> None:
        if where == place:
            raise Killed

    with pytest.raises(Killed):
        redact.run(spark, upgraded.settings, Steps(), die)
    capsys.readouterr()
    run_job(spark, upgraded, redact)
    assert "old_versions_until" in capsys.readouterr().out  # also where the killed run did all the work
    for name in TABLES:
        assert Counter(map(str, stored(upgraded, name))) == Counter(map(str, stored(whole, name))), name


@pytest.mark.verify
def test_patterns_go_on_after_redaction(spark, whole, tmp_path):
    old = make_workspace(tmp_path, Path(whole.settings.catalog), severities=SEVERITIES)
    before = {row["template_hash"]: row["pattern_id"] for row in stored(old, "pattern_map")}
    run_job(spark, old, patterns)
    assert {row["template_hash"]: row["pattern_id"] for row in stored(old, "pattern_map")} == before
    assert shown(old) == {}
