"""Reads board.yml: the datasets and pages of the dashboard. YAML goes in, checked values come out."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from faultbook.bundle.yaml_file import read_yaml
from faultbook.errors import FaultbookError

COLUMNS = 6
"""How wide the grid of a page is."""


class BoardWrong(FaultbookError):
    """board.yml is not what a dashboard needs: where, what was found, what is expected."""

    exit_code = 2


class Part(BaseModel):
    """A piece of the file: unknown keys are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Placed(Part):
    """What every widget has: a title, and how many of the grid's columns it takes."""

    title: str
    width: int = Field(ge=1, le=COLUMNS)


class Counter(Placed):
    """One value of a dataset of one row."""

    kind: Literal["counter"]
    dataset: str
    value: str


class Chart(Placed):
    """Bars (stacked) or lines: `y` added up over `x` and `colour`."""

    kind: Literal["bars", "lines"]
    dataset: str
    x: str
    y: str
    colour: str | None = None
    scale: Literal["temporal", "categorical"] = "categorical"


class Table(Placed):
    """Rows of a dataset, some of its columns."""

    kind: Literal["table"]
    dataset: str
    columns: tuple[str, ...]


class Filter(Placed):
    """A choice of values of one column, for several datasets that have it."""

    kind: Literal["filter"]
    datasets: tuple[str, ...]
    column: str


Widget = Annotated[Counter | Chart | Table | Filter, Field(discriminator="kind")]


class Row(Part):
    """Widgets side by side, all of one height (in the grid's units)."""

    height: int = Field(ge=1)
    widgets: tuple[Widget, ...]

    @model_validator(mode="after")
    def fills_the_grid(self) -> "Row":
        """ValueError where the widgets are wider or narrower than the page."""
        if (width := sum(widget.width for widget in self.widgets)) != COLUMNS:
            raise ValueError(f"widgets are {width} columns wide; expected {COLUMNS}")
        return self


class Page(Part):
    """A page: rows from top to bottom."""

    title: str
    rows: tuple[Row, ...]


class Board(Part):
    """The whole file; `datasets` are SQL by name."""

    title: str
    fragments: dict[str, str] = {}
    datasets: dict[str, str]
    pages: dict[str, Page]

    @model_validator(mode="after")
    def datasets_are_known_and_used(self) -> "Board":
        """ValueError where a widget names no dataset, or a dataset is shown nowhere."""
        used = {name for page in self.pages.values() for row in page.rows for name in _datasets(row)}
        if unknown := sorted(used - self.datasets.keys()):
            raise ValueError(f"{unknown[0]} is no dataset")
        if idle := sorted(self.datasets.keys() - used):
            raise ValueError(f"dataset {idle[0]} is shown nowhere")
        return self

    def statement(self, dataset: str) -> str:
        """The SQL of a dataset with its fragments put in."""
        text = self.datasets[dataset]
        for name, fragment in self.fragments.items():
            text = text.replace(f"{{{name}}}", fragment)
        return text.rstrip("\n")


def read_board(path: Path | None = None) -> Board:
    """The dashboard from `path` or the file of this package; BoardWrong where it does not fit."""
    source = path or Path(str(files("faultbook.publish.dashboard").joinpath("board.yml")))
    try:
        return Board.model_validate(read_yaml(source))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise BoardWrong(f"{source.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from wrong


def _datasets(row: Row) -> list[str]:
    return [
        name
        for widget in row.widgets
        for name in (widget.datasets if isinstance(widget, Filter) else (widget.dataset,))
    ]
