"""Stored rows whose texts hold secrets, beside their redacted texts: what `faultbook run redact` writes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import StringType, StructField, StructType

from faultbook.faults.old_texts import StoredTexts, secret_fragments
from faultbook.faults.redaction import Redactor, redact_pairs
from faultbook.tables.text_columns import Form

REDACTED_PREFIX = "redacted_"
FIRST_IDENTITY = "v1:"
"""What template hashes of version 1 begin with: their templates were made before redaction."""

Batches = Iterator[pa.RecordBatch]


def rows_to_redact(
    rows: DataFrame,
    columns: Mapping[str, Form],
    *,
    redaction_rules: Sequence[str] = (),
    redaction_allow: Sequence[str] = (),
    fragments: Sequence[str] = (),
) -> DataFrame:
    """The rows in which redaction changes one of `columns` at least.

    In: `columns` of STRING, or of ARRAY, MAP and STRUCT of them (PLAIN only), and any others. Out: the columns given,
    and for each of `columns` its redacted value as `redacted_<name>`, of the same type. Nulls: NULL stays NULL.
    """
    new = [StructField(REDACTED_PREFIX + name, rows.schema[name].dataType) for name in columns]
    redact = partial(
        _changed_rows,
        forms=dict(columns),
        rules=tuple(redaction_rules),
        allow=tuple(redaction_allow),
        fragments=tuple(fragments),
    )
    return rows.mapInArrow(redact, StructType([*rows.schema.fields, *new]))


def redacted_columns(
    rows: DataFrame,
    columns: Mapping[str, Form],
    *,
    redaction_rules: Sequence[str] = (),
    redaction_allow: Sequence[str] = (),
) -> DataFrame:
    """All rows, with `columns` redacted. In: as `rows_to_redact`. Out: the same columns. Nulls: NULL stays NULL."""
    redact = partial(
        _all_rows, forms=dict(columns), rules=tuple(redaction_rules), allow=tuple(redaction_allow), fragments=()
    )
    return rows.mapInArrow(redact, rows.schema)


def fragments_of_secrets(
    templates: DataFrame, *, redaction_rules: Sequence[str] = (), redaction_allow: Sequence[str] = ()
) -> DataFrame:
    """The pieces of version 1 templates that are rests of secrets; a piece may come several times.

    In: error_templates (template_hash, template, example_message). Out: fragment STRING, never NULL.
    """
    old = templates.where(templates["template_hash"].startswith(FIRST_IDENTITY)).select("template", "example_message")
    find = partial(_fragments, rules=tuple(redaction_rules), allow=tuple(redaction_allow))
    return old.mapInArrow(find, StructType([StructField("fragment", StringType())]))


def _fragments(batches: Batches, *, rules: Sequence[str], allow: Sequence[str]) -> Batches:
    redactor = Redactor(rules, allow)
    for batch in batches:
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        found = {piece for template, message in rows for piece in secret_fragments(template, redactor.redact(message))}
        yield pa.RecordBatch.from_arrays([pa.array(sorted(found), pa.string())], names=["fragment"])


def _changed_rows(
    batches: Batches,
    *,
    forms: Mapping[str, Form],
    rules: Sequence[str],
    allow: Sequence[str],
    fragments: Sequence[str],
) -> Batches:
    for batch, new, changed in _redacted_batches(batches, forms, rules, allow, fragments):
        names = [*batch.schema.names, *(REDACTED_PREFIX + name for name in new)]
        whole = pa.RecordBatch.from_arrays([*batch.columns, *new.values()], names=names)
        yield whole.filter(pa.array(changed, pa.bool_()))


def _all_rows(
    batches: Batches,
    *,
    forms: Mapping[str, Form],
    rules: Sequence[str],
    allow: Sequence[str],
    fragments: Sequence[str],
) -> Batches:
    for batch, new, _ in _redacted_batches(batches, forms, rules, allow, fragments):
        columns = dict(zip(batch.schema.names, batch.columns, strict=True)) | new
        yield pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _redacted_batches(
    batches: Batches, forms: Mapping[str, Form], rules: Sequence[str], allow: Sequence[str], fragments: Sequence[str]
) -> Iterator[tuple[pa.RecordBatch, dict[str, pa.Array], list[bool]]]:
    """Each batch, its columns of `forms` redacted, and which of its rows change."""
    texts = StoredTexts(rules, allow, fragments)
    redactor = Redactor(rules, allow)
    made: dict[Form, Callable[[str], str]] = {
        Form.PLAIN: texts.plain,
        Form.JSON: texts.json,
        Form.MARKDOWN: texts.markdown,
        Form.HTML: texts.html,
    }
    for batch in batches:
        changed = [False] * batch.num_rows
        new = {}
        for name, form in forms.items():
            column = batch.column(batch.schema.names.index(name))
            safe = _redacted(column, made[form], redactor)
            if safe is not None:
                changed = [before or row for before, row in zip(changed, safe[1], strict=True)]
            new[name] = column if safe is None else safe[0]
        yield batch, new, changed


def _redacted(column: pa.Array, redact: Callable[[str], str], redactor: Redactor) -> tuple[pa.Array, list[bool]] | None:
    """The redacted column and which of its rows change; None where none does."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        # Codes, services and many messages come again and again: each distinct text is redacted once.
        encoded = column.dictionary_encode()
        before = encoded.dictionary.to_pylist()
        after = [redact(text) for text in before]
        if after == before:
            return None
        differs = [text != safe for text, safe in zip(before, after, strict=True)]
        indices = encoded.indices.to_pylist()
        return (
            pa.array([None if at is None else after[at] for at in indices], column.type),
            [at is not None and differs[at] for at in indices],
        )
    values = column.to_pylist()
    safe = [_within(value, redact, redactor) for value in values]
    if safe == values:
        return None
    return pa.array(safe, column.type), [value != other for value, other in zip(values, safe, strict=True)]


def _within(value: Any, redact: Callable[[str], str], redactor: Redactor) -> Any:
    """The value with each text in it redacted; the values of a MAP also where their keys name a secret."""
    match value:
        case str():
            return redact(value)
        case dict():
            return {name: _within(part, redact, redactor) for name, part in value.items()}
        case [(str(), _), *_]:
            return redact_pairs(value, redactor)
        case list():
            return [_within(part, redact, redactor) for part in value]
    return value
