"""Reads semantics.yml: what each Genie space knows. YAML goes in, checked values come out; nothing is rendered here."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faultbook.bundle.yaml_file import read_yaml
from faultbook.errors import FaultbookError


class SemanticsWrong(FaultbookError):
    """semantics.yml is not what a Genie space needs: which space, what was found, what is expected."""

    exit_code = 2


class Part(BaseModel):
    """A piece of the file: unknown keys are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnNotes(Part):
    """What is known of a column beyond its contract: other words for it; `matched`: questions may name its values."""

    synonyms: tuple[str, ...] = ()
    matched: bool = False
    hidden: bool = False


class Source(Part):
    """A view or table of the space, with notes on some of its columns."""

    columns: dict[str, ColumnNotes] = {}


class Parameter(Part):
    """A value that a question leaves open: `:name` in its SQL, and what stands for it until somebody says another."""

    name: str
    description: str
    type: Literal["STRING", "NUMBER", "DATE"]
    default: str


class Question(Part):
    """A question and the SQL that answers it."""

    question: str
    sql: str
    parameters: tuple[Parameter, ...] = ()


class Example(Question):
    """A question that Genie learns from; `guidance` says what else it is a pattern for."""

    guidance: str


class Join(Part):
    """How two sources belong together: by one column that is called the same in both."""

    left: str
    right: str
    column: str
    relationship: Literal["MANY_TO_ONE", "ONE_TO_MANY", "ONE_TO_ONE", "MANY_TO_MANY"]
    comment: str


class Snippet(Part):
    """A filter, expression or measure over one source."""

    name: str
    source: str
    sql: str
    synonyms: tuple[str, ...] = ()
    instruction: str


class Space(Part):
    """One Genie space."""

    title: str
    description: str
    samples: tuple[str, ...]
    instructions: str
    sources: dict[str, Source]
    joins: tuple[Join, ...] = ()
    filters: tuple[Snippet, ...] = ()
    expressions: tuple[Snippet, ...] = ()
    measures: tuple[Snippet, ...] = ()
    examples: tuple[Example, ...]
    benchmarks: tuple[Question, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions with SQL: those that Genie learns from and those that it is measured by."""
        return (*self.examples, *self.benchmarks)

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """Filters, expressions and measures."""
        return (*self.filters, *self.expressions, *self.measures)


class Semantics(Part):
    """The whole file."""

    spaces: dict[str, Space] = Field(min_length=1)


def read_spaces(path: Path | None = None) -> dict[str, Space]:
    """The spaces by resource key, from `path` or the file of this package; SemanticsWrong where it does not fit."""
    source = path or Path(str(files("faultbook.publish.genie").joinpath("semantics.yml")))
    try:
        return Semantics.model_validate(read_yaml(source)).spaces
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise SemanticsWrong(f"{source.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from wrong
