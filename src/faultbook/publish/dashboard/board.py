"""Reads board.yml: the datasets and pages of the dashboard. YAML goes in, checked values come out."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import Part
from faultbook.bundle.yaml_model import YamlModel, read_model

COLUMNS = 6
"""How wide the grid of a page is."""


class InvalidBoard(BundleError):
    """board.yml is not what a dashboard needs: where, what was found, what is expected."""


class Placed(YamlModel):
    """The fields of every widget: a title, and how many of the grid's columns it takes."""

    title: str
    width: int = Field(ge=1, le=COLUMNS)


class CounterWidget(Placed):
    """One value of a dataset of one row."""

    kind: Literal["counter"]
    dataset: str
    value: str


class ChartWidget(Placed):
    """Bars (stacked) or lines: `y` added up over `x` and `colour`."""

    kind: Literal["bars", "lines"]
    dataset: str
    x: str
    y: str
    colour: str | None = None
    scale: Literal["temporal", "categorical"] = "categorical"


class TableWidget(Placed):
    """Rows of a dataset, some of its columns."""

    kind: Literal["table"]
    dataset: str
    columns: tuple[str, ...]


class FilterWidget(Placed):
    """A choice of values of one column, for several datasets that have it."""

    kind: Literal["filter"]
    datasets: tuple[str, ...]
    column: str


Widget = Annotated[CounterWidget | ChartWidget | TableWidget | FilterWidget, Field(discriminator="kind")]


class WidgetRow(YamlModel):
    """Widgets side by side, all of one height (in the grid's units)."""

    height: int = Field(ge=1)
    widgets: tuple[Widget, ...]

    @model_validator(mode="after")
    def fills_the_grid(self) -> "WidgetRow":
        """ValueError where the widgets are wider or narrower than the page."""
        if (width := sum(widget.width for widget in self.widgets)) != COLUMNS:
            raise ValueError(f"found widgets of {width} columns together; expected {COLUMNS}")
        return self


class BoardPage(YamlModel):
    """A page: rows from top to bottom; `half` names the part that it is deployed with, none is the logs."""

    title: str
    half: Part | None = None
    rows: tuple[WidgetRow, ...]


class Board(YamlModel):
    """The whole file; `datasets` are SQL by name."""

    title: str
    fragments: dict[str, str] = Field(default_factory=dict)
    datasets: dict[str, str]
    pages: dict[str, BoardPage]

    @model_validator(mode="after")
    def datasets_are_known_and_used(self) -> "Board":
        """ValueError where a widget names no dataset, or a dataset is shown nowhere."""
        used = {name for page in self.pages.values() for row in page.rows for name in _datasets(row)}
        if unknown := sorted(used - self.datasets.keys()):
            raise ValueError(
                f"found a widget of {unknown[0]}, which is no dataset; expected one of {', '.join(self.datasets)}"
            )
        if idle := sorted(self.datasets.keys() - used):
            raise ValueError(f"found the dataset {idle[0]}, which no widget shows; expected each to be shown")
        return self

    @property
    def halves(self) -> dict[str, "Board"]:
        """A dashboard for the logs and one for each other half that has pages, by the name of its file."""
        found = dict.fromkeys(page.half for page in self.pages.values())
        return {self.title if half is None else f"{self.title}_{half}": self._of(half) for half in found}

    def _of(self, half: Part | None) -> "Board":
        pages = {name: page for name, page in self.pages.items() if page.half is half}
        shown = {name for page in pages.values() for row in page.rows for name in _datasets(row)}
        datasets = {name: sql for name, sql in self.datasets.items() if name in shown}
        return self.model_copy(update={"pages": pages, "datasets": datasets})

    def statement(self, dataset: str) -> str:
        """The SQL of a dataset with its fragments put in."""
        text = self.datasets[dataset]
        for name, fragment in self.fragments.items():
            text = text.replace(f"{{{name}}}", fragment)
        return text.rstrip("\n")


def read_board(path: Path | None = None) -> Board:
    """The dashboard from `path` or the file of this package; InvalidBoard where it does not fit."""
    source = path or Path(str(files("faultbook.publish.dashboard").joinpath("board.yml")))
    try:
        return read_model(source, Board)
    except BundleError as wrong:
        raise InvalidBoard(str(wrong)) from wrong


def _datasets(row: WidgetRow) -> list[str]:
    return [
        name
        for widget in row.widgets
        for name in (widget.datasets if isinstance(widget, FilterWidget) else (widget.dataset,))
    ]
