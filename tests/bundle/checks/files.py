"""Files: globs match, paths exist, notebooks are notebooks, the wheel that tasks install is the wheel that is built."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from faultbook.bundle.references import texts
from faultbook.bundle.tree import Bundle
from faultbook.bundle.yaml_file import Written

NOTEBOOK = "# Databricks notebook source"


def every_pattern_matches_a_file(bundle: Bundle) -> Iterator[str]:
    patterns = [("include", pattern) for pattern in bundle.config.get("include") or []]
    sync = bundle.config.get("sync") or {}
    patterns += [(f"sync.{part}", pattern) for part in ("include", "exclude") for pattern in sync.get(part) or []]
    for where, pattern in patterns:
        if not any(
            path.is_file() for path in bundle.root.glob(str(pattern) + "/*" if pattern.endswith("**") else str(pattern))
        ):
            yield f"{where}: {pattern} matches no file"


def every_path_leads_to_a_file(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        for where, text in texts(resource.fields):
            if not text.startswith(("./", "../")) or text.endswith(".whl") or not isinstance(text, Written):
                continue
            path = text.file.parent / text
            if not path.exists():
                yield f"{resource.name}.{where}: {text} does not exist (from {text.place})"
            elif where.endswith("notebook_path") and not _is_notebook(path):
                yield f"{resource.name}.{where}: {text} does not begin with {NOTEBOOK!r}"
            elif path.suffix == ".json" and not _is_json(path):
                yield f"{resource.name}.{where}: {text} is no JSON"


def _is_notebook(path: Path) -> bool:
    return path.suffix == ".ipynb" or path.read_text(encoding="utf-8").startswith(
        (NOTEBOOK, NOTEBOOK.replace("#", "--"))
    )


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return True


def installed_wheels_are_built_here(bundle: Bundle) -> Iterator[str]:
    built = {
        (bundle.root / artifact.get("path", ".") / "dist" / "*.whl").resolve()
        for artifact in (bundle.config.get("artifacts") or {}).values()
        if "dist" in str(artifact.get("build", "")).split()
    }
    for resource in bundle.resources():
        for where, text in texts(resource.fields):
            if text.endswith(".whl") and isinstance(text, Written) and (text.file.parent / text).resolve() not in built:
                yield f"{resource.name}.{where}: no artifact builds {text} (from {text.place})"


def every_artifact_has_a_build_command(bundle: Bundle) -> Iterator[str]:
    for name, artifact in (bundle.config.get("artifacts") or {}).items():
        if not artifact.get("build"):
            yield f"artifacts.{name} has no build; a project without setup.py is not built without one"
        if artifact.get("dynamic_version") is not True:
            yield f"artifacts.{name} has no dynamic_version: true; an unchanged version would not be installed"


def notebooks_differ_in_more_than_their_suffix(bundle: Bundle) -> Iterator[str]:
    stems = Counter(path.stem for path in (bundle.root / "notebooks").iterdir() if path.is_file())
    yield from (f"{count} notebooks are called {stem}" for stem, count in stems.items() if count > 1)


CHECKS = (
    every_pattern_matches_a_file,
    every_path_leads_to_a_file,
    installed_wheels_are_built_here,
    every_artifact_has_a_build_command,
    notebooks_differ_in_more_than_their_suffix,
)
