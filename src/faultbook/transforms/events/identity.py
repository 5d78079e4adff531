"""Texts of reports redacted, and the identity of their messages, in Python: one definition of both, as for records."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from faultbook.faults.reading import RecordReader
from faultbook.faults.redaction import Redactor, redact_pairs
from faultbook.faults.v2.templates import template

Batches = Iterator[pa.RecordBatch]
MADE = ("code_hint", "template", "template_hash")
PERSON = "user_name"
_ADDRESS = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
"""Who ran what failed is a name on purpose; a secret in its place is none."""


def batch_with_identity(
    batches: Iterable[pa.RecordBatch],
    texts: Sequence[str],
    *,
    redaction_rules: Sequence[str] = (),
    redaction_allow: Sequence[str] = (),
) -> Iterator[pa.RecordBatch]:
    """Reports with safe texts and with the identity of their message.

    In: `texts`, STRING; message, stack_trace, service, error_code, error_type, user_name STRING; facts
    MAP<STRING,STRING>; any others. Out: the same, redacted; code_hint, template, template_hash STRING, NULL where
    message is NULL.
    """
    yield from _read(iter(batches), texts=tuple(texts), rules=tuple(redaction_rules), allow=tuple(redaction_allow))


def _read(batches: Batches, *, texts: Sequence[str], rules: Sequence[str], allow: Sequence[str]) -> Batches:
    reader = RecordReader(rules, allow, earlier=False)
    person = Redactor(rules, (*allow, _ADDRESS))
    for batch in batches:
        names = batch.schema.names
        columns = dict(zip(names, batch.columns, strict=True))
        values = {name: columns[name].to_pylist() for name in {*texts, "message", "stack_trace"}}
        made: dict[str, list[str | None]] = {name: [] for name in MADE}
        for at, message in enumerate(values["message"]):
            trace = values["stack_trace"][at]
            if message is None:
                values["stack_trace"][at] = None if trace is None else reader.redactor.redact(trace)
                for found in made.values():
                    found.append(None)
                continue
            reading, read_trace = reader.read_traced(
                message,
                values["service"][at] or "",
                values["error_code"][at],
                values["error_type"][at],
                trace,
            )
            values["message"][at] = reading.message
            values["stack_trace"][at] = read_trace.stack_trace
            made["code_hint"].append(reading.code_hint)
            made["template"].append(template(reading.message))
            made["template_hash"].append(reading.template_hash)
        for name in texts:
            if name not in ("message", "stack_trace"):
                values[name] = [reader.short(text) for text in values[name]]
        people = columns[PERSON].to_pylist()
        values[PERSON] = [None if text is None else person.redact(text) for text in people]
        for name, column in values.items():
            columns[name] = pa.array(column, columns[name].type)
        facts = columns["facts"]
        pairs = [None if some is None else redact_pairs(some, reader.redactor) for some in facts.to_pylist()]
        columns["facts"] = pa.array(pairs, facts.type)
        arrays = [*columns.values(), *(pa.array(found, pa.string()) for found in made.values())]
        yield pa.RecordBatch.from_arrays(arrays, names=[*names, *MADE])
