"""Every notebook runs from its first cell to its last on a small landing folder, and shows what arrived."""

from pathlib import Path

import pytest
from faultbook_samples.logs import Options, write

from tests.notebooks.dbutils import run_notebook

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
RECORDS = 60


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    write(folder / "landing", Options(files=6, records=RECORDS, seed=11))
    return {"landing": str(folder / "landing"), "catalog": str(folder / "tables"), "checkpoints": str(folder / "state")}


@pytest.mark.verify
def test_the_notebooks_set_up_parse_and_explore_one_after_the_other(spark, folders):
    catalog = folders["catalog"]
    run_notebook(FOLDER / "setup.py", spark, catalog=catalog)
    health, reasons = run_notebook(FOLDER / "parse_error_logs.py", spark, **folders)
    assert spark.read.format("delta").load(f"{catalog}/faultbook/patterns").count()
    assert [(row["files"], row["parsed"], row["lines_balance"]) for row in health.collect()] == [(6, RECORDS, 0)]
    assert reasons.count() == 0
    shown = run_notebook(FOLDER / "explore_errors.py", spark, catalog=catalog)
    figures = [thing for thing in shown if hasattr(thing, "savefig")]
    frames = [thing for thing in shown if hasattr(thing, "collect")]
    assert [figure.axes[0].get_title(loc="left") for figure in figures] == [
        "Occurrences by severity",
        "Occurrences by day",
        "Most frequent codes",
        "Most frequent patterns",
        "Lines by day of arrival",
    ]
    assert len(frames) + len(figures) == len(shown)
    assert all(figure.axes[0].get_xlabel() for figure in figures)
    counts = [row["occurrence_count"] for row in frames[0].collect()]
    assert counts == sorted(counts, reverse=True)
    assert sum(row["occurrence_count"] for row in frames[0].collect()) == RECORDS


@pytest.mark.verify
def test_parsing_twice_adds_nothing(spark, folders):
    health, _ = run_notebook(FOLDER / "parse_error_logs.py", spark, **folders)
    assert sum(row["parsed"] for row in health.collect()) == RECORDS


def test_a_plan_makes_nothing(spark, tmp_path):
    run_notebook(FOLDER / "setup.py", spark, catalog=str(tmp_path / "tables"), plan="true")
    assert not (tmp_path / "tables").exists()
