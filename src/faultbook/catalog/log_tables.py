"""How the rows of a table become log records: as data, of shipped tables and of those that people add."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    field_validator,
)

from faultbook.bundle.yaml_model import YamlModel
from faultbook.registry import expected_one_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}(?:\.[A-Za-z0-9_ -]{1,128})*", re.ASCII)
_HOLE = re.compile(r"\{([^{}]*)\}")

RECORD_FIELDS = (
    "message", "level", "service", "environment", "host", "container_id", "process_id", "logger_name", "stack_trace",
    "exception_type", "error_code", "trace_id", "span_id", "parent_span_id", "user_id", "request_id",
    "correlation_id", "http_status", "http_duration_ms", "http_method", "http_endpoint", "http_remote_address",
    "http_user_agent", "item_count", "resource_id",
)  # fmt: skip
"""Fields that columns may give: those of a log record, the weight of a sampled row and the resource it is of."""


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(f"found {value!r}; expected a name of letters, digits and low lines, as AppExceptions")
    return value


def _column(value: str) -> str:
    holes = _HOLE.findall(value)
    for path in holes or [value]:
        if not _PATH.fullmatch(path):
            raise ValueError(
                f"found {value!r}; expected a column (OuterMessage), a value within one (Properties.Category), or a "
                "text with columns in braces"
            )
    return value


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def holes_of(text: str) -> list[str]:
    """The columns that a text has in braces; none where it is a column itself."""
    return _HOLE.findall(text)


Name = Annotated[str, AfterValidator(_name)]
Scalar = StrictBool | StrictInt | StrictFloat | StrictStr


class Comparison(YamlModel):
    """A condition that is more than equality."""

    at_least: StrictInt | StrictFloat | None = None
    contains: str | None = Field(None, min_length=1)
    is_not: Scalar | None = None


Value = Scalar | list[Scalar] | Comparison
"""What a column must be: a value, one of several, or a comparison."""
Columns = Annotated[list[Annotated[str, AfterValidator(_column)]], BeforeValidator(_list), Field(min_length=1)]
"""Columns in the order in which they are tried."""


class RowFields(YamlModel):
    """How rows of a table become records.

    `fields`: field -> columns, of which the first that is not empty counts. `levels`: value of the level's column ->
    level as a word; a value may end in `*`. `line_in`: columns with what another logger
    wrote, whose fields count first. `where`: which rows are read, where a source does not name it.
    """

    about: str = ""
    fields: dict[str, Columns]
    levels: dict[str, str] = Field(default_factory=dict)
    line_in: Columns = Field(default_factory=list)
    where: dict[Name, Value] = Field(default_factory=dict)

    @field_validator("fields")
    @classmethod
    def _are_known(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        cls.check(value)
        return value

    @staticmethod
    def check(fields: Iterable[str]) -> None:
        """ValueError for a field that a record does not have."""
        for name in fields:
            if name not in RECORD_FIELDS:
                raise ValueError(f"found the field {name!r}; expected {expected_one_of(name, RECORD_FIELDS)}")

    def meaning_of(self, value: str) -> str | None:
        """The level that a value means, by itself or by its beginning; None where it is no known value."""
        if value in self.levels:
            return self.levels[value]
        beginnings = (known for known in self.levels if known.endswith("*") and value.startswith(known[:-1]))
        return next((self.levels[known] for known in beginnings), None)

    def with_own(self, fields: Mapping[str, list[str]] | None, levels: Mapping[str, str] | None) -> "RowFields":
        """With fields and levels of a source before those of the table."""
        own = {name: [*columns, *self.fields.get(name, ())] for name, columns in (fields or {}).items()}
        return self.model_copy(update={"fields": {**self.fields, **own}, "levels": {**self.levels, **(levels or {})}})


class TablesFile(YamlModel):
    """Tables by name."""

    tables: dict[str, RowFields]
