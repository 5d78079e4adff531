"""Notebooks are thin doors: prose, widgets, one call, display."""

import ast
import re
from pathlib import Path

import pytest

from faultbook.settings import Settings
from tests.notebooks.dbutils import MAGIC, cells_of, is_magic, run_notebook

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(path for path in FOLDER.iterdir() if path.is_file())
MOST_LINES = 30
SQL = re.compile(r"\b(SELECT|INSERT|MERGE|CREATE|DELETE|UPDATE)\s", re.IGNORECASE)
every_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def python_of(notebook):
    return "\n".join(cell for cell in cells_of(notebook) if not is_magic(cell))


def test_there_are_three_of_different_names():
    assert {path.stem for path in NOTEBOOKS} >= {"setup", "parse_error_logs", "explore_errors"}
    assert len({path.stem for path in NOTEBOOKS}) == len(NOTEBOOKS)


@every_notebook
def test_a_notebook_begins_with_prose(notebook):
    assert cells_of(notebook)[0].startswith(f"{MAGIC} %md\n{MAGIC} # ")


@every_notebook
def test_a_notebook_has_few_lines_of_code(notebook):
    lines = [line for line in python_of(notebook).splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) <= MOST_LINES


@every_notebook
def test_a_notebook_defines_nothing_and_transforms_nothing(notebook):
    tree = ast.parse(python_of(notebook))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "F"]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if SQL.search(text)]


@every_notebook
def test_a_cell_is_either_python_or_magic(notebook):
    for cell in cells_of(notebook):
        assert is_magic(cell) or MAGIC not in cell


@every_notebook
def test_every_widget_is_a_setting_of_the_same_name(notebook):
    tree = ast.parse(python_of(notebook))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("dbutils.widgets.")
    ]
    widgets = {node.args[0].value for node in calls if isinstance(node.args[0], ast.Constant)}
    assert widgets
    assert widgets <= Settings.model_fields.keys()


def test_the_stand_in_runs_python_cells_in_order_with_what_was_typed(tmp_path):
    notebook = tmp_path / "n.py"
    notebook.write_text(
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # T\n\n# COMMAND ----------\n\n"
        'dbutils.widgets.text("a", "default")\ndbutils.widgets.text("b", "default")\n\n# COMMAND ----------\n\n'
        'display(dbutils.widgets.get("a") + dbutils.widgets.get("b"))\ndisplayHTML(spark)\n',
        encoding="utf-8",
    )
    assert run_notebook(notebook, "session", a="typed ") == ["typed default", "session"]


def test_the_stand_in_refuses_what_the_notebook_does_not_ask_for(tmp_path):
    notebook = tmp_path / "n.py"
    notebook.write_text("# Databricks notebook source\n1 + 1\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="has no widget"):
        run_notebook(notebook, None, a="x")
