"""The generated files are what the functions say, and a person learns which file is not and how to mend it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from faultbook.publish.generate import GENERATED, PAGE, ROOT, differences, main, write
from faultbook.tables import TABLES
from faultbook.transforms.views import FUNCTIONS, VIEWS

SQL = GENERATED / "duckdb" / "some_view.sql"
FILES = {SQL: "SELECT\n  1\n", PAGE: "# Views\n"}

# What happened to the folder after `write`, and what is then reported.
CHANGES = [
    ("nothing", lambda root: None, {}),
    ("a line was edited", lambda root: (root / SQL).write_text("SELECT\n  2\n"), {SQL: "differs from line 2 on"}),
    ("a line was added", lambda root: (root / SQL).write_text("SELECT\n  1\nLIMIT 1"), {SQL: "differs from line 3 on"}),
    ("a file was removed", lambda root: (root / PAGE).unlink(), {PAGE: "is missing"}),
    (
        "a view was renamed",
        lambda root: (root / SQL.with_name("old.sql")).write_text("SELECT 1"),
        {SQL.with_name("old.sql"): "belongs to no view, question, space or dashboard"},
    ),
]


@pytest.mark.parametrize(("change", "reported"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_a_difference_is_named_and_writing_again_removes_it(tmp_path, change, reported):
    write(FILES, tmp_path)
    change(tmp_path)

    assert differences(FILES, tmp_path) == reported
    write(FILES, tmp_path)
    assert differences(FILES, tmp_path) == {}


def test_the_checked_in_files_are_rendered_from_the_functions_without_java(tmp_path):
    # Rendering replaces pyspark's modules, hence a process of its own.
    run = subprocess.run(
        [sys.executable, "-m", "faultbook.publish", "--check"],
        env={"PATH": str(tmp_path), "JAVA_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")


def test_an_unknown_argument_is_refused(capsys):
    assert main(["--chekc"]) == 2
    assert "--check" in capsys.readouterr().err


def test_every_view_is_listed_with_text_in_both_dialects():
    listing = json.loads((ROOT / GENERATED / "views.json").read_text("utf-8"))

    assert list(listing) == list(VIEWS) == list(FUNCTIONS)
    for name, facts in listing.items():
        assert [(column["name"], column["type"]) for column in facts["columns"]] == [
            (column.name, column.type) for column in VIEWS[name].columns
        ]
        for dialect in ("databricks", "duckdb"):
            text = (ROOT / GENERATED / dialect / f"{name}.sql").read_text("utf-8")
            for table in facts["reads"]:
                assert f"{{{TABLES[table].role}}}." in text and table in text


def test_the_page_has_every_view_and_column():
    page = (ROOT / PAGE).read_text("utf-8")

    for view in VIEWS.values():
        assert f"## {view.name}\n" in page
        assert all(f"| `{column.name}` | {column.type} |" in page for column in view.columns)


def test_the_root_is_the_project():
    assert (Path(ROOT) / "pyproject.toml").is_file()
