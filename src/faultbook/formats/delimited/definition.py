"""A delimited format as people define it: its delimiter and its columns, checked."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.delimited.layout import DelimitedLayout, columns_of
from faultbook.formats.delimited.reading import DelimitedReader
from faultbook.formats.examples import example_of
from faultbook.formats.patterns.timestamps import TimestampError, timestamp_format
from faultbook.formats.port import Example, Format, LineReader, ReadOptions, Record, RecordTable, Sample

_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_ANY_OPTIONS = ReadOptions(severities=DEFAULT_SEVERITIES, code_pattern=".+")


def _sign(value: Any) -> Any:
    return _NAMED.get(value, value) if isinstance(value, str) else value


class DelimitedDefinition(BaseModel):
    """A delimited format as data.

    `delimiter`: one sign, or tab, comma, semicolon, pipe. `columns`: what each column is, in order: names of fields, or
    of one's own for what is kept in the metadata; empty with a header that names them. `header`: the first line is one.
    `timestamps`: formats as those of patterns; none: a full date and time, or a number since 1970.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    about: str
    delimiter: Annotated[str, BeforeValidator(_sign), Field(min_length=1, max_length=1)]
    columns: tuple[str, ...] = ()
    header: bool = False
    timestamps: tuple[str, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()

    @field_validator("timestamps")
    @classmethod
    def timestamps_can_be_read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """ValueError for a text that is no format of timestamps."""
        for text in value:
            try:
                timestamp_format(text)
            except TimestampError as wrong:
                raise ValueError(f"{text!r}: {wrong}") from wrong
        return value

    @model_validator(mode="after")
    def has_columns(self) -> "DelimitedDefinition":
        """ValueError where nothing names the columns, or none of them is a message."""
        if self.delimiter.isalnum() or self.delimiter in '" \n':
            raise ValueError(f"found the delimiter {self.delimiter!r}, expected a sign such as , ; | or tab")
        if not self.columns and not self.header:
            raise ValueError(
                "found no columns, expected them in order, or `header: true` where the first line has them"
            )
        if self.columns and columns_of(self.columns).message is None:
            raise ValueError(f"found the columns {', '.join(self.columns)}, expected one that is called message")
        return self

    def layout(self) -> DelimitedLayout:
        """The layout that the reader takes."""
        return DelimitedLayout(self.delimiter, self.columns, self.header, self.timestamps)


def delimited_format(definition: DelimitedDefinition) -> Format:
    """The format of a definition."""
    reader = partial(_reader, definition.layout())
    return Format(
        name=definition.name,
        about=definition.about,
        table=RecordTable.TEXT,
        confidence=partial(_confidence, definition.layout()),
        reader=reader,
        # Where the columns are named, they are in the first line.
        cut_anywhere=not definition.header,
        examples=partial(_examples, definition.examples),
    )


def _reader(layout: DelimitedLayout, options: ReadOptions) -> LineReader:
    return DelimitedReader(options, layout)


def _confidence(layout: DelimitedLayout, sample: Sample) -> float:
    """The share of the lines that are the header or of rows; 0 where columns that are none of time or level decide."""
    if not any(layout.delimiter in line for line in sample.lines):
        return 0.0
    reader = DelimitedReader(_ANY_OPTIONS, layout)
    results = [*reader.read(sample.lines, 1), *reader.end()]
    records = [found for found in results if isinstance(found, Record)]
    if not records:
        return 0.0
    explained = sum(record.lines for record in records) + reader.headers
    return min(1.0, explained / len(sample.lines))


def _examples(entries: Sequence[dict[str, Any]]) -> Sequence[Example]:
    return tuple(map(example_of, entries))
