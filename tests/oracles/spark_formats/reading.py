"""Records' texts read once, in Python: secrets taken out, template hashes of both versions, ids, stack traces.

One pass over Arrow batches. What is read is plain Python (faults/reading.py), so that there is one definition of it;
docs/decisions/reading-in-python.md has the figures.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql.types import MapType, StringType, StructField, StructType

from faultbook.faults.reading import Reading, RecordReader, Trace
from faultbook.faults.redaction import Redactor, redact_json, redact_pairs

TRACE = "stack_trace"
"""A frame that has this column is of a format with stack traces."""

_NAMED_BY_THE_LINE = frozenset(("request_id", "user_id"))
"""What a line may name in a field of its own takes precedence over what its message contains."""
Batches = Iterator[pa.RecordBatch]


def read_records(
    records: DataFrame,
    *,
    short_texts: Sequence[str] = (),
    json_texts: Sequence[str] = (),
    redaction_rules: Sequence[str] = (),
    redaction_allow: Sequence[str] = (),
) -> DataFrame:
    """Records with redacted texts and what is read from them: the fields of Reading and, of a format with stack traces,
    of Trace, all STRING.

    In: message, service, error_code STRING (message and service never NULL; error_code never NULL without traces), of a
    format with traces stack_trace and exception_type, and any other columns. `short_texts` name further STRING columns
    to redact, in which few values are distinct; `json_texts` those that hold the text of a JSON object.
    MAP<STRING,STRING> columns are redacted too. Out: the same columns, redacted, and those read that are not among
    them. request_id and user_id: where the frame has them, they stay, and what the message contains fills what is NULL.
    """
    read_names = (*Reading._fields, *(Trace._fields if TRACE in records.columns else ()))
    schema = StructType(
        [*records.schema.fields, *(StructField(n, StringType()) for n in read_names if n not in records.columns)]
    )
    maps = tuple(field.name for field in records.schema.fields if isinstance(field.dataType, MapType))
    read = partial(
        _read_batches,
        names=tuple(schema.names),
        short_texts=tuple(short_texts),
        json_texts=tuple(json_texts),
        maps=maps,
        rules=tuple(redaction_rules),
        allow=tuple(redaction_allow),
    )
    return records.mapInArrow(read, schema)


def _read_batches(
    batches: Batches,
    *,
    names: Sequence[str],
    short_texts: Sequence[str],
    json_texts: Sequence[str],
    maps: Sequence[str],
    rules: Sequence[str],
    allow: Sequence[str],
) -> Batches:
    reader = RecordReader(rules, allow)
    redactor = reader.redactor
    for batch in batches:
        columns = {name: batch.column(place) for place, name in enumerate(batch.schema.names)}
        read = _read(reader, columns)
        for name in short_texts:
            columns[name] = _each_distinct(reader.short, columns[name])
        for name in json_texts:
            columns[name] = _each_distinct(partial(_redacted_json, redactor), columns[name])
        for name in maps:
            columns[name] = _redacted_map(redactor, columns[name])
        for name in _NAMED_BY_THE_LINE & columns.keys():
            read[name] = pc.coalesce(columns[name], read[name])
        columns |= read | {"service": _each_distinct(reader.short, columns["service"])}
        yield pa.RecordBatch.from_arrays([columns[name] for name in names], names=list(names))


def _read(reader: RecordReader, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """What is read of a batch, by column."""
    messages, services, codes = (columns[name].to_pylist() for name in ("message", "service", "error_code"))
    if TRACE not in columns:
        readings = list(map(reader.read, messages, services, codes))
        return _columns(Reading._fields, readings) | {"error_code": _each_distinct(reader.short, columns["error_code"])}
    both = list(
        map(
            reader.read_traced,
            *(messages, services, codes, columns["exception_type"].to_pylist(), columns[TRACE].to_pylist()),
        )
    )
    of_messages = _columns(Reading._fields, [reading for reading, _ in both])
    return of_messages | _columns(Trace._fields, [trace for _, trace in both])


def _columns(names: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> dict[str, pa.Array]:
    values = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: pa.array(column, pa.string()) for name, column in zip(names, values, strict=True)}


def _each_distinct(made: Callable[[str | None], str | None], texts: pa.Array) -> pa.Array:
    """A function of each text, called once per distinct text of the batch. NULL stays NULL."""
    encoded = texts.dictionary_encode()
    before = encoded.dictionary.to_pylist()
    after = [made(text) for text in before]
    if after == before:
        return texts
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(after, pa.string())).dictionary_decode()


def _redacted_json(redactor: Redactor, text: str | None) -> str | None:
    return None if text is None else redact_json(text, redactor)


def _redacted_map(redactor: Redactor, maps: pa.Array) -> pa.Array:
    """MAP<STRING,STRING> with redacted values; a value whose key names a secret is one."""
    rows = [row if row is None else redact_pairs(row, redactor) for row in maps.to_pylist()]
    return pa.array(rows, maps.type)
