"""A severity is data: an own setting, an unknown level and the levels of the format, from the file to the page."""

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from faultbook_samples.logs import Options, write

from faultbook.faults.severities import severities_of
from faultbook.jobs import explore, reconcile, setup
from faultbook.jobs import report as reporting
from faultbook.lakehouse.store import Lakehouse
from faultbook.report import charts as pictures
from faultbook.serve.questions import QUESTIONS
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.tables import SEVERITY_RANKS, SchemaRole
from tests.jobs.workspace import (
    assert_invariants_hold,
    landed_records,
    make_workspace,
    run_ingest,
    run_job,
    stored_records,
)

OWN = {"Blocker": ["fatal"], "Major": ["error", "err"], "Minor": ["warn", "info"]}
LINE = "2026-01-31T20:26:10Z\tCC-3005\tapp/api.py\t{}\tdisk of shard {} is full\n"
JSON = '{{"ts":"2026-01-31T20:26:10Z","msg":"shard {} is away"{}}}\n'
LEVELS = {"fatal": "Blocker", "ERR": "Major", "info": "Minor", "Minor": "Minor", "eror": "Unknown", "": "Unknown"}
JSON_LEVELS = {
    ',"LogLevel":"Error"': "Major",
    ',"level":60': "Blocker",
    ',"lvl":"eror"': "Unknown",
    "": "Unknown",
    ',"http_status":200': "Minor",
}


def ask(workspace, name, **given):
    schemas = {SchemaRole.RAW: workspace.settings.raw_schema_name, SchemaRole.ANSWERS: workspace.settings.schema_name}
    store = LocalStore(LocalLakehouse(Path(workspace.settings.catalog), schemas))
    return QUESTIONS[name].ask(store, given)


@pytest.mark.verify
def test_an_own_setting_goes_from_the_file_to_the_pages(spark, empty_lakehouse, tmp_path, capsys):
    workspace = make_workspace(tmp_path, empty_lakehouse, severities=OWN)
    workspace.land("web/a.log", "".join(LINE.format(level, number) for number, level in enumerate(LEVELS)))
    workspace.land("web/a.jsonl", "".join(JSON.format(number, level) for number, level in enumerate(JSON_LEVELS)))
    run_ingest(spark, workspace)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]

    # Nothing is rejected, nothing is lost, the level stays as it was written.
    assert workspace.rows("error_logs_rejected") == []
    expected = Counter(LEVELS.values()) + Counter(JSON_LEVELS.values())
    found = Counter(row["severity"] for name in ("error_logs_parsed", "logs") for row in workspace.rows(name))
    assert found == expected
    assert {(row["level"], row["severity"]) for row in workspace.rows("error_logs_parsed")} == {
        (level or None, severity) for level, severity in LEVELS.items()
    }
    assert_invariants_hold(workspace)
    run_job(spark, workspace, reconcile)

    # What is Unknown is counted where people look.
    assert [line["records"] for line in printed if line["step"] == "severity Unknown"] == [4]
    [levels] = [line["levels"] for line in printed if line["step"] == "severity Unknown"]
    assert levels == {"eror": 2, "(no level)": 2}
    assert sum(row["unknown_severity"] for row in workspace.ledger().values()) == 4
    assert ask(workspace, "data_freshness").unknown_severity == 4
    store = local_store(Path(workspace.settings.catalog))
    [health] = store.ask(Query("ingest_health", limit=0)).records()
    assert health["unknown_severity"] == 4

    # Order and names are the setting's everywhere.
    ranks = {row["severity"]: (row["rank"], row["is_error"]) for row in workspace.rows("severity_ranks")}
    assert ranks == {"Blocker": (-1, True), "Major": (0, True), "Unknown": (1, False), "Minor": (2, False)}
    worst = Counter(row["max_level"] for row in store.ask(Query("patterns", limit=0)).records())
    assert set(worst) == {"Blocker"}
    summary = {
        row.severity: (row.occurrence_count, row.is_error) for row in ask(workspace, "get_severity_summary").rows
    }
    assert summary == {name: (count, name in ("Blocker", "Major")) for name, count in expected.items()}
    assert ask(workspace, "search_error_logs", severity="unknown").total == 4
    assert ask(workspace, "search_error_logs", severity="ERR").total == expected["Major"]
    with pytest.raises(InvalidQuery, match="There are: Blocker, Major, Unknown, Minor"):
        ask(workspace, "search_error_logs", severity="Critical")

    # The report and the pictures.
    day = workspace.with_settings(report_day="2026-01-31")
    reporting.run(spark, day.settings, Steps(task="report"), datetime(2026, 2, 2, tzinfo=UTC))
    [report] = workspace.rows("nightly_reports")
    rows = [line.split(" | ")[0].strip("| ") for line in report["markdown"].splitlines() if line.startswith("| ")]
    at = rows.index("severity")
    assert rows[at + 1 : at + 6] == ["all", "Blocker", "Major", "Unknown", "Minor"]
    assert "4 of severity Unknown" in report["summary"]
    assert 'class="dot critical"' in report["html"] and 'class="dot unknown"' in report["html"]
    assert report["day"] == date(2026, 1, 31)
    figures = explore.figures(spark, workspace.settings)
    bars = {bar.get_facecolor() for bar in figures["severities"].axes[0].patches}
    assert len(bars) == len(expected)
    known = severities_of(OWN)
    assert len({known.colour(name) for name in known.names}) == 4
    assert pictures.severities([{"severity": "Blocker", "occurrence_count": 1}], order=known)


@pytest.mark.verify
def test_another_setting_is_taken_over_by_the_next_ingest_and_old_names_stay_readable(spark, workspace, capsys):
    workspace.land("a.log", LINE.format("Critical", 1))
    run_ingest(spark, workspace)
    own = workspace.with_settings(severities=OWN)
    own.land("b.log", LINE.format("fatal", 2))
    capsys.readouterr()
    run_ingest(spark, own)
    assert "severity_ranks" in capsys.readouterr().out
    run_ingest(spark, own)
    run_job(spark, own, setup)
    assert "severity_ranks" not in capsys.readouterr().out
    assert {row["severity"] for row in workspace.rows("severity_ranks")} == {*OWN, "Unknown"}
    assert ask(own, "search_error_logs", severity="critical").total == 1
    assert {row.severity: row.is_error for row in ask(own, "get_severity_summary").rows} == {
        "Critical": False,
        "Blocker": True,
    }


@pytest.mark.verify
def test_a_lakehouse_without_ranks_gets_them_by_setup_and_keeps_its_rows(spark, workspace):
    workspace.land("a.log", LINE.format("Error", 1))
    run_ingest(spark, workspace)
    before = workspace.rows("error_logs_parsed")
    shutil.rmtree(Lakehouse(spark, workspace.settings).folder_of(SEVERITY_RANKS))
    run_job(spark, workspace, setup)
    assert workspace.rows("error_logs_parsed") == before
    assert [row["severity"] for row in sorted(workspace.rows("severity_ranks"), key=lambda row: row["rank"])] == [
        *("Critical", "Error", "Unknown", "Warning", "Event", "Info")
    ]


def test_two_hundred_files_of_the_formats_own_levels_are_read_without_a_reject(spark, workspace):
    options = Options(files=200, records=2_000, names="app_error_log_{:03}.log", flat=True)
    manifest = write(workspace.landing, options)
    run_ingest(spark, workspace)
    assert len(list(workspace.landing.glob("app_error_log_*.log"))) == 200
    assert workspace.rows("error_logs_rejected") == []
    found = Counter(row["severity"] for row in workspace.rows("error_logs_parsed"))
    assert found == Counter(manifest.totals["by_severity"])
    assert {"Warning", "Error", "Event"} <= set(found) and "Unknown" not in found
    assert stored_records(workspace) == landed_records(workspace)
    assert_invariants_hold(workspace)
