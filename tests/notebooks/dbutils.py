"""A stand-in for what Databricks gives a notebook: `dbutils`, `display`, `displayHTML`, and cells run in order.

It has what serverless environment 5 has: no `dbutils.notebook.entry_point`, no global state beside the widgets.
"""

from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEADER = "# Databricks notebook source"
CELL = "# COMMAND ----------"
MAGIC = "# MAGIC"


@dataclass
class Widgets:
    """Widgets: what a notebook reads, what a person typed."""

    typed: dict[str, str]
    defaults: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, defaultValue: str, label: str = "") -> None:  # noqa: N803 - Databricks' own name
        self.defaults[name] = defaultValue

    def dropdown(self, name: str, defaultValue: str, choices: list[str], label: str = "") -> None:  # noqa: N803
        assert defaultValue in choices
        self.defaults[name] = defaultValue

    def get(self, name: str) -> str:
        if name not in self.defaults:
            raise KeyError(f"InputWidgetNotDefined: {name}")
        return self.typed.get(name, self.defaults[name])


@dataclass
class DbUtils:
    """The part of `dbutils` that thin notebooks use."""

    widgets: Widgets


def cells_of(notebook: Path) -> list[str]:
    """The notebook's cells, the header taken off."""
    source = notebook.read_text(encoding="utf-8")
    assert source.startswith(HEADER + "\n"), f"{notebook.name} does not begin with {HEADER!r}"
    return [cell.strip() for cell in source.removeprefix(HEADER).split(CELL)]


def is_magic(cell: str) -> bool:
    """True for a cell that Databricks reads otherwise than as Python: text, %pip."""
    return all(line.startswith(MAGIC) for line in cell.splitlines() if line.strip())


def run_notebook(notebook: Path, spark: Any, **typed: str) -> list[Any]:
    """Runs the notebook's Python cells in order with the widgets typed in; gives what it displayed."""
    shown: list[Any] = []
    widgets = Widgets(typed)
    names = {"spark": spark, "dbutils": DbUtils(widgets), "display": shown.append, "displayHTML": shown.append}
    with chdir(notebook.parent):
        for number, cell in enumerate(cells_of(notebook), start=1):
            if not is_magic(cell):
                exec(compile(cell, f"{notebook.name}, cell {number}", "exec"), names)
    unknown = typed.keys() - widgets.defaults.keys()
    assert not unknown, f"{notebook.name} has no widget {unknown}"
    return shown
