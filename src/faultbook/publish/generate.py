"""Writes the generated files, or with --check compares them: SQL of views and queries, listings, docs/views.md,
docs/tables.md, Genie spaces, the dashboard.

SQLFrame replaces pyspark's modules for the whole process, so `main` is for a process of its own.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlframe import activate

from faultbook.bundle.parts import EVERYTHING, Part, folder
from faultbook.bundle.tree import read_bundle
from faultbook.errors import FaultbookError
from faultbook.publish.dashboard.board import read_board
from faultbook.publish.dashboard.lakeview import lakeview_text
from faultbook.publish.genie.resource import space_resource
from faultbook.publish.genie.semantics import read_spaces
from faultbook.publish.tables_page import Readers, tables_page
from faultbook.publish.task_tables import tables_of_tasks
from faultbook.tables import TABLES
from faultbook.tables.view import View

ROOT = Path(__file__).parents[3]
GENERATED = Path("src/faultbook/generated")
PAGE = Path("docs/views.md")
TABLES_PAGE = Path("docs/tables.md")
DASHBOARDS = Path("dashboards")
_NOTE = "-- Written by `make generate` from src/faultbook/transforms/{place}.py; do not edit.\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Writes the files and returns 0; with `--check` returns 1 where one differs, and prints which."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments not in ([], ["--check"]):
        print("expected no argument, or --check", file=sys.stderr)
        return 2
    try:
        files = generated_files()
    except FaultbookError as wrong:
        print(wrong, file=sys.stderr)
        return wrong.exit_code
    if not arguments:
        write(files, ROOT)
        return 0
    differing = differences(files, ROOT)
    for path, what in differing.items():
        print(f"{path}: {what}", file=sys.stderr)
    if differing:
        print("Generated files are written by `make generate`: run it and commit what it changes.", file=sys.stderr)
    return 1 if differing else 0


def generated_files() -> dict[Path, str]:
    """Path from the root of the project -> text, for every generated file."""
    activate("standalone")
    from faultbook.publish.reference import reference_page  # noqa: PLC0415  (what they import is pyspark until activated)
    from faultbook.publish.rendering import rendered  # noqa: PLC0415
    from faultbook.transforms.queries import QUERIES  # noqa: PLC0415
    from faultbook.transforms.views import FUNCTIONS, VIEWS  # noqa: PLC0415

    texts = {name: rendered(function, name=name) for name, function in FUNCTIONS.items()}
    reads = {name: text.reads for name, text in texts.items()}
    listing = {name: _described(view, reads[name]) for name, view in VIEWS.items()}
    files = {
        GENERATED / "views.json": json.dumps(listing, indent=2, ensure_ascii=False) + "\n",
        PAGE: reference_page(VIEWS, reads),
    }
    for name, text in texts.items():
        note = _NOTE.format(place=f"views/{name}")
        files[GENERATED / "databricks" / f"{name}.sql"] = note + text.databricks + "\n"
        files[GENERATED / "duckdb" / f"{name}.sql"] = note + text.duckdb + "\n"
    queries = {name: rendered(function, name=name, is_question=True) for name, function in QUERIES.items()}
    files[GENERATED / "questions" / "reads.json"] = (
        json.dumps({name: list(text.reads) for name, text in queries.items()}, indent=2) + "\n"
    )
    for name, text in queries.items():
        note = _NOTE.format(place=f"queries/{QUERIES[name].__module__.rpartition('.')[2]}")
        files[GENERATED / "questions" / "databricks" / f"{name}.sql"] = note + text.databricks + "\n"
        files[GENERATED / "questions" / "duckdb" / f"{name}.sql"] = note + text.duckdb + "\n"
    readers = Readers(views=reads, queries={name: text.reads for name, text in queries.items()})
    files[TABLES_PAGE] = tables_page(TABLES, tables_of_tasks(), read_bundle(ROOT, parts=EVERYTHING), readers)
    board = read_board()
    for name, half in board.halves.items():
        files[DASHBOARDS / f"{name}.lvdash.json"] = lakeview_text(half)
    for key, space in read_spaces().items():
        files[folder(space.half, Part.GENIE) / f"{key}.genie_space.yml"] = space_resource(
            key, space, {**TABLES, **VIEWS}
        )
    return files


def write(files: Mapping[Path, str], root: Path) -> None:
    """Writes the files under `root` and removes generated SQL, spaces and dashboards that are no more."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path in _left_over(files, root):
        (root / path).unlink()


def differences(files: Mapping[Path, str], root: Path) -> dict[Path, str]:
    """Which of the files under `root` are not what they should be, and how they differ; empty where all are."""
    found = {path: _difference(root / path, text) for path, text in files.items()}
    differing = {path: what for path, what in found.items() if what}
    return differing | dict.fromkeys(_left_over(files, root), "belongs to no view, question, space or dashboard")


def _difference(path: Path, text: str) -> str:
    if not path.is_file():
        return "is missing"
    lines, expected = path.read_text("utf-8").splitlines(), text.splitlines()
    if lines == expected:
        return ""
    pairs = enumerate(zip(lines, expected, strict=False), start=1)
    at = next((number for number, (one, other) in pairs if one != other), min(len(lines), len(expected)) + 1)
    return f"differs from line {at} on"


def _left_over(files: Mapping[Path, str], root: Path) -> list[Path]:
    there = {path.relative_to(root) for path in (root / GENERATED).rglob("*.sql")}
    there |= {path.relative_to(root) for path in (root / folder()).rglob("*.genie_space.yml")}
    there |= {path.relative_to(root) for path in (root / DASHBOARDS).glob("*.lvdash.json")}
    return sorted(there - set(files))


def _described(view: View, reads: tuple[str, ...]) -> dict[str, object]:
    return {
        "role": str(view.role),
        "comment": view.comment,
        "key": list(view.key),
        "reads": list(reads),
        "question": view.question,
        "columns": [
            {"name": column.name, "type": column.type, "nullable": column.nullable, "comment": column.comment}
            for column in view.columns
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
