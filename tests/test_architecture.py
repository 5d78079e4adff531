"""Rules of the code, read from the syntax trees: imports point down, transforms are pure, serverless can run it.

Every rule is also shown to find what it is there to find. Notebooks have their manners in tests/notebooks.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faultbook.transforms.views import VIEWS

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "faultbook"

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
LAYER_OF = {
    package: int(layer) for layer, package in re.findall(r"^\| (\d+) \| `(\w+)` \|", ARCHITECTURE, re.MULTILINE)
}
# What a package may import is sometimes less than what lies below it.
ONLY = {
    **{"faults": set(), "costs": set(), "tables": {"errors", "registry"}, "bundle": {"errors", "registry"}},
    "transforms": {"tables", "faults", "formats", "events", "rules", "incidents", "errors", "registry"},
    "events": {"errors", "registry"},
    "routing": {"errors", "registry"},
    "rules": {"errors", "registry", "events"},
    "formats": {"faults", "errors", "registry"},
    "incidents": {"rules", "routing", "events", "faults", "errors", "registry"},
}

ACTIONS = {
    *("collect", "toPandas", "toArrow", "toLocalIterator", "take", "head", "first", "show", "isEmpty", "foreach"),
    *("foreachPartition", "write", "writeTo", "writeStream", "mergeInto", "checkpoint", "localCheckpoint"),
}
COLUMN_FUNCTIONS_OF_THAT_NAME = {"first", "collect"}
SESSION_BOUND = {"sparkSession", "createTempView", "createOrReplaceTempView", "createGlobalTempView"}
CLOCK_AND_CHANCE = {
    *(
        "current_timestamp",
        "current_date",
        "curdate",
        "now",
        "localtimestamp",
        "utcnow",
        "today",
        "rand",
        "randn",
        "uuid",
    ),
    *("shuffle", "monotonically_increasing_id", "spark_partition_id", "input_file_name"),
}
NOT_UNDER_CONNECT = {"rdd", "sparkContext", "_jvm", "_jdf", "_jsc", "_sc", "_jsparkSession", "recentProgress"}
NOT_UNDER_CONNECT_AS_CALLS = {"cache", "persist", "unpersist"}
USER_FUNCTIONS = {"udf", "pandas_udf", "mapInPandas", "mapInArrow", "applyInPandas", "applyInArrow"}
PYTHON_STEPS = {
    *("landed/files.py", "landed/rejects_again.py", "records/templates.py", "records/redact_columns.py"),
    "patterns/merging.py",
}
"""Transforms that read batches of rows in Python: docs/decisions/reading-in-python.md has the reason."""


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def package_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(tree: ast.Module) -> Iterator[str]:
    """Every imported module or name, dotted in full, wherever in the file the import is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_packages(tree: ast.Module) -> set[str]:
    return {name.split(".")[1] for name in imported(tree) if name.startswith("faultbook.")} & set(LAYER_OF)


def upward(package: str, tree: ast.Module) -> set[str]:
    found = imported_packages(tree) - {package}
    return {other for other in found if LAYER_OF[other] >= LAYER_OF[package] or other not in ONLY.get(package, found)}


def attributes(tree: ast.Module) -> Iterator[tuple[str, ast.Attribute]]:
    yield from ((node.attr, node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node


def is_function_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "F"


def impure(tree: ast.Module) -> list[str]:
    """What a transform does that it must not: actions, sessions, clocks, chance, Python in the rows' way."""
    found = [
        name
        for name, node in attributes(tree)
        if (name in ACTIONS and not (name in COLUMN_FUNCTIONS_OF_THAT_NAME and is_function_module(node.value)))
        or name in SESSION_BOUND | CLOCK_AND_CHANCE | USER_FUNCTIONS
    ]
    found += [
        "count()"
        for name, call in calls(tree)
        if name == "count" and not call.args and not call.keywords and not is_grouped(call.func)
    ]
    found += [name for name in imported(tree) if name.split(".")[0] in {"random", "time", "secrets", "uuid", "os"}]
    found += [name for name in imported(tree) if name.endswith(".SparkSession")]
    return found + unconnected(tree)


def is_grouped(function: ast.expr) -> bool:
    assert isinstance(function, ast.Attribute)
    before = function.value
    return isinstance(before, ast.Call) and isinstance(before.func, ast.Attribute) and before.func.attr == "groupBy"


def unconnected(tree: ast.Module) -> list[str]:
    """What does not work under Spark Connect, which is what serverless compute speaks."""
    found = [name for name, _ in attributes(tree) if name in NOT_UNDER_CONNECT]
    found += [f"{name}()" for name, call in calls(tree) if name in NOT_UNDER_CONNECT_AS_CALLS]
    return found + [name for name in imported(tree) if name.split(".")[0] == "delta"]


def postponed(tree: ast.Module) -> list[str]:
    """Imports that hide a circle."""
    return [name for name in imported(tree) if name in {"__future__.annotations", "typing.TYPE_CHECKING"}]


def offences(paths: list[Path], rule: Callable[[ast.Module], list[str]]) -> dict[str, list[str]]:
    found = {str(path.relative_to(ROOT)): rule(ast.parse(path.read_text())) for path in paths}
    return {path: offence for path, offence in found.items() if offence}


def reachable(start: set[Path]) -> set[Path]:
    """The files of faultbook that importing `start` may import."""
    seen: set[Path] = set()
    waiting = set(start)
    while waiting:
        path = waiting.pop()
        seen.add(path)
        names = {name for name in imported(ast.parse(path.read_text())) if name.startswith("faultbook.")}
        waiting |= {found for name in names for found in files_of(name)} - seen
    return seen


def files_of(name: str) -> Iterator[Path]:
    parts = name.split(".")[1:]
    for length in range(1, len(parts) + 1):
        place = SOURCE.joinpath(*parts[:length])
        yield from (path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file())


def test_every_package_has_a_layer():
    packages = {package_of(path) for path in sources(SOURCE)} - {"__init__"}
    assert packages == set(LAYER_OF), "docs/architecture.md lists other packages than there are"


def test_imports_point_down():
    found = {
        str(path.relative_to(ROOT)): upward(package_of(path), ast.parse(path.read_text()))
        for path in sources(SOURCE)
        if package_of(path) in LAYER_OF
    }
    assert {path: packages for path, packages in found.items() if packages} == {}


def test_publish_meets_of_the_transforms_only_views_and_questions():
    met = {name for path in sources(SOURCE / "publish") for name in imported(ast.parse(path.read_text()))}
    rendered = ("faultbook.transforms.views", "faultbook.transforms.queries")
    assert [name for name in met if name.startswith("faultbook.transforms.") and not name.startswith(rendered)] == []


def test_views_are_published_views_and_only_queries_and_publish_import_them():
    """Jobs read the registration, to create views and to answer from them; what code shares lies in `portable`."""
    views = SOURCE / "transforms" / "views"
    assert {path.stem for path in sources(views)} - {"__init__"} == set(VIEWS)
    readers = [SOURCE / "publish", SOURCE / "transforms" / "queries", views / "__init__.py"]
    others = [path for path in sources(SOURCE) if not any(path.is_relative_to(each) for each in readers)]
    single = {str(path.relative_to(SOURCE)): views_imported(ast.parse(path.read_text())) for path in others}
    assert {path: names for path, names in single.items() if names} == {}


def views_imported(tree: ast.Module) -> list[str]:
    """The modules of single views that are imported; the registration itself does not count."""
    registration = {"FUNCTIONS", "VIEWS", "View"}
    names = [name.split(".")[3:] for name in imported(tree) if name.startswith("faultbook.transforms.views.")]
    return [name[0] for name in names if name and name[0] not in registration]


def test_transforms_are_pure():
    transforms = SOURCE / "transforms"
    found = offences(sources(transforms), impure)
    steps = {str((transforms / name).relative_to(ROOT)) for name in PYTHON_STEPS}
    assert {path: names for path, names in found.items() if path not in steps} == {}
    assert {path for path, names in found.items() if set(names) <= {"mapInArrow", "applyInArrow"}} == steps


def test_faults_need_only_the_standard_library():
    plain = sources(SOURCE / "faults")
    outside = {name for path in plain for name in imported(ast.parse(path.read_text()))}
    assert {name for name in outside if name.split(".")[0] not in {*sys.stdlib_module_names, "faultbook"}} == set()


def test_everything_that_runs_on_databricks_is_connect_safe():
    elsewhere = [path for path in sources(SOURCE) if package_of(path) != "engine"]
    assert offences([*elsewhere, *sources(ROOT / "notebooks")], unconnected) == {}


def test_questions_never_reach_pyspark():
    files = reachable(set(sources(SOURCE / "serve")))
    assert [
        str(path)
        for path in files
        if any(name.split(".")[0] in {"pyspark", "delta"} for name in imported(ast.parse(path.read_text())))
    ] == []


def test_jobs_never_reach_what_only_questions_on_a_laptop_need():
    """DuckDB and delta-rs are not on Databricks; of `serve`, jobs take what is plain Python.

    One file imports delta-rs when it is called, for lakehouses that are a folder.
    """
    files = reachable(set(sources(SOURCE / "jobs")))
    assert [
        str(path.relative_to(SOURCE))
        for path in files
        if any(name.split(".")[0] in {"duckdb", "deltalake"} for name in imported(ast.parse(path.read_text())))
    ] == ["lakehouse/local_files.py"]


def test_no_import_is_postponed_for_a_checker():
    assert offences(sources(SOURCE), postponed) == {}


def test_no_file_has_an_empty_name():
    assert [
        path
        for path in sources(SOURCE)
        if {"utils", "util", "helpers", "common", "misc"} & set(path.with_suffix("").parts)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "rows = records.collect()",
        "n = records.count()",
        "n = records.where('x').count()",
        "one = records.first()",
        "records.write.format('delta').save('x')",
        "now = F.current_timestamp()",
        "at = datetime.now()",
        "x = F.rand(7)",
        "f = F.udf(len)",
        "records.cache()",
        "ids = records.rdd.map(f)",
        "spark = records.sparkSession",
        "from pyspark.sql import SparkSession",
        "records.createGlobalTempView('x')",
        "import random",
        "from delta.tables import DeltaTable",
    ],
)
def test_an_impure_transform_is_found(text):
    assert impure(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "n = records.agg(F.count('*'))",
        "n = records.groupBy('x').count()",
        "x = F.first('y')",
        "at = F.lit(now_at)",
        "xs = F.collect_list('x')",
    ],
)
def test_a_pure_transform_is_left_alone(text):
    assert impure(ast.parse(text)) == []


@pytest.mark.parametrize(
    ("package", "text"),
    [
        ("tables", "from faultbook.settings import Settings"),
        ("transforms", "from faultbook.settings import Settings"),
        ("transforms", "import faultbook.lakehouse.store"),
        ("transforms", "def f():\n    from faultbook.sources import landing"),
        ("lakehouse", "from faultbook.sources.landing import landed"),
        ("serve", "from faultbook.jobs.task import task"),
        ("jobs", "from faultbook.cli import main"),
    ],
)
def test_an_upward_import_is_found(package, text):
    assert upward(package, ast.parse(text))
