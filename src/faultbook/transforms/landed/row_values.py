"""What rows of all tables of records have in common: the labels of their file, ids of events, values as Arrow."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import pyarrow as pa

from faultbook.formats.port import Record

UNIT_SEPARATOR = "\x1f"
_EVENT_ID_LENGTH = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


class LabelledFile(NamedTuple):
    """What the rows of one file share: its name, the service and environment of records that name none, its format, and
    more fields of records that do not name them, such as pod_name.
    """

    source_file: str
    service: str
    environment: str
    format: str
    fields: Mapping[str, str]


def event_ids(records: Iterable[Record], source_file: str) -> list[str]:
    """The event ids of records of a file: hashes of landed file and lines, and of the place in a line of several."""
    start = f"{source_file}{UNIT_SEPARATOR}".encode("utf-8", "surrogateescape")
    found = []
    for record in records:
        try:
            text = record.text.encode()
        except UnicodeEncodeError:
            text = record.text.encode("utf-8", "surrogatepass")
        if record.part is not None:
            text += f"{UNIT_SEPARATOR}{record.part}".encode()
        # One call for both: a copy of the hash of the beginning costs more than to hash it again.
        found.append(sha256(start + text).hexdigest()[:_EVENT_ID_LENGTH])
    return found


def array_of(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """Values of one column."""
    try:
        return pa.array(values, type_)
    except UnicodeEncodeError:
        # Half a surrogate pair, which JSON can write and UTF-8 cannot.
        return pa.array([_SURROGATE.sub("?", value) if isinstance(value, str) else value for value in values], type_)


def array_of_few(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """As `array_of`, of a column that most often has one value: that is not converted again for each row."""
    if values and values.count(values[0]) == len(values):
        return repeated(values[0], type_, len(values))
    return array_of(values, type_)


def repeated(value: Any, type_: pa.DataType, count: int) -> pa.Array:
    """The same value `count` times."""
    return pa.nulls(count, type_) if value is None else pa.repeat(array_of([value], type_)[0], count)
