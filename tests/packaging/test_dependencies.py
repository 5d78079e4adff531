"""What src and samples import is what pyproject.toml declares, and the lock file has a version of everything."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SAMPLES = tomllib.loads((ROOT / "samples" / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]

DISTRIBUTION_OF = {
    "arro3": "arro3-core",
    "azure.core": "azure-core",
    "azure.identity": "azure-identity",
    "azure.monitor": "azure-monitor-query",
    "databricks": "databricks-sdk",
    "dotenv": "python-dotenv",
    "google": "google-auth",
    "jwt": "pyjwt",
    "markdown_it": "markdown-it-py",
    "re2": "google-re2",
    "sigma": "pysigma",
    "yaml": "pyyaml",
}
"""Modules whose distribution has another name."""
EXTRAS_OF = {
    "cli": {"local", "workspace", "demo"},
    "clients": {"workspace", "azure"},
    "connecting": {"workspace"},
    "deployment": {"workspace"},
    "engine": {"local"},
    "formats": {"local"},  # frames of zstd and lz4 only
    "jobs": {"local"},
    "lakehouse": {"local"},
    "polling": {"azure", "aws", "gcp"},
    "publish": {"local"},
    "receive": {"receive"},
    "report": {"serve", "pictures"},
    "rules": {"serve"},  # duckdb_rows: tests of rules
    "serve": {"console", "mcp"},
    "sources": {"local"},
    "stores": {"serve", "workspace"},
    "tables": {"local"},  # tables.arrow, which only these import
    "trackers": {"workspace"},
    "transforms": {"local"},
}
"""Package to the extras that it may import from; a package that is not here needs the dependencies only."""
ONLY_FOR_DEVELOPMENT = {("publish", "sqlframe"): "renders the generated SQL, which is checked in"}
NOT_IMPORTED = {
    "delta-spark": "its version names the jars of local Spark",
    "pandas": "pyspark and DuckDB need it where they convert",
    "tzdata": "the time zones of machines that have no files of zones",
}


def requirements(texts: list[str]) -> list[Requirement]:
    return [Requirement(text) for text in texts]


def names(texts: list[str]) -> set[str]:
    """Distributions of requirements, with those of faultbook's own extras in place of `faultbook[extra]`."""
    found = set()
    for requirement in requirements(texts):
        if requirement.name == "faultbook":
            found |= {name for extra in requirement.extras for name in names(EXTRAS[extra])}
        else:
            found.add(canonicalize_name(requirement.name))
    return found


def imported(path: Path) -> set[str]:
    """Distributions of the modules that a file imports, wherever in it: by two parts of a name, else by the first."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    outside = {module for module in modules if module.split(".")[0] not in sys.stdlib_module_names}
    return {canonicalize_name(_distribution_of(module.split("."))) for module in outside}


def _distribution_of(parts: list[str]) -> str:
    return DISTRIBUTION_OF.get(".".join(parts[:2])) or DISTRIBUTION_OF.get(parts[0], parts[0])


def imports_by_package(source: Path) -> set[tuple[str, str]]:
    files = (path for path in source.rglob("*.py") if "__pycache__" not in path.parts)
    return {(path.relative_to(source).parts[0].removesuffix(".py"), name) for path in files for name in imported(path)}


def test_every_import_of_faultbook_is_declared_where_it_is_needed():
    always = names(PROJECT["dependencies"]) | {"faultbook"}
    undeclared = {
        (package, name)
        for package, name in imports_by_package(ROOT / "src" / "faultbook")
        if name not in always.union(*(names(EXTRAS[extra]) for extra in EXTRAS_OF.get(package, ())))
    }
    assert undeclared == ONLY_FOR_DEVELOPMENT.keys()


def test_every_import_of_the_samples_is_declared():
    own = {canonicalize_name(requirement.name) for requirement in requirements(SAMPLES["dependencies"])}
    found = {name for _, name in imports_by_package(ROOT / "samples" / "src" / "faultbook_samples")}
    assert found - own == {"faultbook-samples"}


def test_every_declared_dependency_is_imported_or_has_a_reason():
    sources = (ROOT / "src" / "faultbook", ROOT / "samples" / "src" / "faultbook_samples")
    found = {name for source in sources for _, name in imports_by_package(source)}
    declared = names(
        [*PROJECT["dependencies"], *SAMPLES["dependencies"], *(text for of in EXTRAS.values() for text in of)]
    )
    assert declared - found == NOT_IMPORTED.keys()


def test_both_distributions_have_one_version_and_the_same_pythons():
    version = PROJECT["version"]
    assert SAMPLES["version"] == version
    assert EXTRAS["demo"] == [f"faultbook-samples=={version}"]
    assert f"faultbook[local,serve,receive]=={version}" in SAMPLES["dependencies"]
    assert SAMPLES["requires-python"] == PROJECT["requires-python"]


def test_a_newer_python_than_the_tests_have_is_accepted_and_an_older_one_is_not():
    allowed = SpecifierSet(PROJECT["requires-python"])
    tested = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert all(python in allowed for python in [*tested, "3.14", "3.15", "3.20"])
    assert all(python not in allowed for python in ["3.9", "3.10"])


def locked() -> list[Requirement]:
    lines = (ROOT / "requirements-lock.txt").read_text("utf-8").splitlines()
    return requirements([line for line in lines if not line.startswith("#")])


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_file_has_a_version_that_is_allowed_of_every_requirement(python):
    here = {"python_full_version": f"{python}.0", "python_version": python, "sys_platform": "linux"}
    versions = {
        canonicalize_name(entry.name): Version(next(iter(entry.specifier)).version)
        for entry in locked()
        if entry.marker is None or entry.marker.evaluate(here)
    }
    lines = (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
    wanted = requirements([line for line in lines if line.strip() and not line.startswith("#")])
    wanted += requirements([*PROJECT["dependencies"], *SAMPLES["dependencies"]])
    wanted += [one for extra, texts in EXTRAS.items() if extra != "pictures" for one in requirements(texts)]
    wrong = [
        str(one)
        for one in wanted
        if not one.name.startswith("faultbook") and versions.get(canonicalize_name(one.name)) not in one.specifier
    ]
    assert wrong == [], "run make lock"


def test_the_lock_file_names_no_server():
    assert "://" not in (ROOT / "requirements-lock.txt").read_text("utf-8")
