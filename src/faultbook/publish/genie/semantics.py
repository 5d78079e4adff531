"""Reads semantics.yml, the contents of each Genie space. YAML in, checked values out; nothing is rendered here."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import Part
from faultbook.bundle.yaml_model import YamlModel, read_model


class InvalidSemantics(BundleError):
    """semantics.yml is not what a Genie space needs: which space, what was found, what is expected."""


class ColumnNotes(YamlModel):
    """Notes on a column beyond its contract: synonyms; `matched`: Genie matches values in questions."""

    synonyms: tuple[str, ...] = ()
    matched: bool = False
    hidden: bool = False


class SpaceSource(YamlModel):
    """A view or table of the space, with notes on some of its columns."""

    columns: dict[str, ColumnNotes] = Field(default_factory=dict)


class QuestionParameter(YamlModel):
    """A parameter of a question: `:name` in its SQL, with its default."""

    name: str
    description: str
    type: Literal["STRING", "NUMBER", "DATE"]
    default: str


class SpaceQuestion(YamlModel):
    """A question and the SQL that answers it."""

    question: str
    sql: str
    parameters: tuple[QuestionParameter, ...] = ()


class Example(SpaceQuestion):
    """A question that Genie learns from; `guidance`: other questions that it is a pattern for."""

    guidance: str


class Join(YamlModel):
    """How two sources are joined: by one column of the same name in both."""

    left: str
    right: str
    column: str
    relationship: Literal["MANY_TO_ONE", "ONE_TO_MANY", "ONE_TO_ONE", "MANY_TO_MANY"]
    comment: str


class Snippet(YamlModel):
    """A filter, expression or measure over one source."""

    name: str
    source: str
    sql: str
    synonyms: tuple[str, ...] = ()
    instruction: str


class Space(YamlModel):
    """One Genie space; `half` names the part that it is deployed with, none is the logs."""

    half: Part | None = None
    title: str
    description: str
    samples: tuple[str, ...]
    instructions: str
    sources: dict[str, SpaceSource]
    joins: tuple[Join, ...] = ()
    filters: tuple[Snippet, ...] = ()
    expressions: tuple[Snippet, ...] = ()
    measures: tuple[Snippet, ...] = ()
    examples: tuple[Example, ...]
    benchmarks: tuple[SpaceQuestion, ...]

    @property
    def questions(self) -> tuple[SpaceQuestion, ...]:
        """All questions with SQL: those that Genie learns from and those that it is measured by."""
        return (*self.examples, *self.benchmarks)

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """Filters, expressions and measures."""
        return (*self.filters, *self.expressions, *self.measures)


class Semantics(YamlModel):
    """The whole file."""

    spaces: dict[str, Space] = Field(min_length=1)


def read_spaces(path: Path | None = None) -> dict[str, Space]:
    """The spaces by resource key, from `path` or the file of this package; InvalidSemantics where it does not fit."""
    source = path or Path(str(files("faultbook.publish.genie").joinpath("semantics.yml")))
    try:
        return read_model(source, Semantics).spaces
    except BundleError as wrong:
        raise InvalidSemantics(str(wrong)) from wrong
