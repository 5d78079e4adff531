"""The map of patterns made in this process, without Spark: for a folder of tables with few templates.

transforms/patterns has the definition, in Spark; this is the same for templates of today's version that nobody has
arranged. A test holds both equal.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.faults.severities import UNKNOWN, severities_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_COUNTS, ERROR_TEMPLATES, PATTERN_MAP
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.patterns.grouping import OVERFLOW
from faultbook.transforms.patterns.merging import merged
from faultbook.transforms.patterns.templates import FIRST_VERSION, KEY_PARTS, SEPARATOR

MOST_TEMPLATES = 20_000
"""With more, Spark is faster."""
_TEXTS = (*KEY_PARTS, "top_frames", "template")
Row = dict[str, Any]


def mapped_in_process(lakehouse: Lakehouse, *, through: int, newest: int) -> tuple[pa.Table, pa.Table] | None:
    """The map as it is and as it should be, in the columns of pattern_map; None where Spark has to make it.

    `through`: the newest batch that the stored map has seen. There are no decisions that arrange patterns.
    """
    if not lakehouse.settings.is_local:
        return None
    fresh = ("batch_id", ">", through), ("batch_id", "<=", newest)
    before = lakehouse.fetch(PATTERN_MAP, PATTERN_MAP.column_names)
    texts = lakehouse.fetch(ERROR_TEMPLATES, ("template_hash", *_TEXTS), *fresh)
    hashes = pc.unique(pa.concat_tables([before.select(["template_hash"]), texts.select(["template_hash"])]).column(0))
    is_first = pc.starts_with(hashes, f"{FIRST_VERSION}:")
    if len(hashes) > MOST_TEMPLATES or pc.any(is_first).as_py():
        return None
    columns = ("template_hash", "severity", "first_occurrence", "last_occurrence")
    spans = _spans(lakehouse, lakehouse.fetch(ERROR_COUNTS, columns, *fresh))
    templates = _known(before, texts, spans)
    _add_groups(templates, most=lakehouse.settings.templates_per_code)
    return before, pa.Table.from_pylist(list(_rows(templates, newest)), schema=arrow_schema(PATTERN_MAP))


def _spans(lakehouse: Lakehouse, counts: pa.Table) -> dict[str, Row]:
    errors = pa.array([*severities_of(lakehouse.settings.severities).errors, UNKNOWN])
    counted = (
        counts.append_column("is_error", pc.is_in(counts.column("severity"), errors))
        .group_by("template_hash")
        .aggregate([("first_occurrence", "min"), ("last_occurrence", "max"), ("is_error", "max")])
    )
    names = {"first_occurrence_min": "first_seen", "last_occurrence_max": "last_seen", "is_error_max": "is_error"}
    rows = counted.rename_columns([names.get(name, name) for name in counted.column_names]).to_pylist()
    return {row["template_hash"]: row for row in rows}


def _known(before: pa.Table, texts: pa.Table, spans: dict[str, Row]) -> list[Row]:
    """known_templates: one row per template with the span of its records."""
    found: dict[str, Row] = {row["template_hash"]: row for row in before.to_pylist()}
    for text in texts.to_pylist():
        span = spans.get(text["template_hash"])
        if span is None:
            continue
        known = found.setdefault(text["template_hash"], {"template_hash": text["template_hash"]})
        for name in _TEXTS:
            known[name] = _least(known.get(name), text[name])
        known["first_seen"] = _least(known.get("first_seen"), span["first_seen"])
        known["last_seen"] = max(known.get("last_seen") or span["last_seen"], span["last_seen"])
        known["is_error"] = bool(known.get("is_error")) or span["is_error"]
    for row in found.values():
        row["earlier_hashes"] = sorted(set(row.get("earlier_hashes") or ()))
    return sorted(found.values(), key=lambda row: (row["first_seen"], row["template_hash"]))


def _add_groups(templates: list[Row], *, most: int) -> None:
    """machine_groups: `text` and `group` of each template. In: in the order of their age."""
    of_code: dict[str, int] = {}
    for row in templates:
        version = row["template_hash"].partition(":")[0]
        code = SEPARATOR.join((version, *(row[name] or "" for name in KEY_PARTS)))
        place = of_code[code] = of_code.get(code, 0) + 1
        row["is_overflow"] = place > most
        severity_class = "error" if row["is_error"] else "other"
        row["code_scope"] = code
        row["scope"] = SEPARATOR.join((code, severity_class, row["top_frames"] or ""))
    merge = {(row["scope"], row["template"]): None for row in templates if not row["is_overflow"]}
    pairs = pa.table(
        {
            "scope": pa.array([scope for scope, _ in merge], pa.string()),
            "template": pa.array([template for _, template in merge], pa.string()),
        }
    )
    text_of = {(row["scope"], row["template"]): row["merged"] for row in merged(pairs).to_pylist()}
    for row in templates:
        if row["is_overflow"]:
            row["text"], row["group"] = OVERFLOW, ("overflow", row["code_scope"], OVERFLOW)
        else:
            row["text"] = text_of.get((row["scope"], row["template"]), row["template"])
            row["group"] = ("text", row["scope"], row["text"])


def _rows(templates: Iterable[Row], newest: int) -> Iterator[Row]:
    """pattern_rows. In: in the order of their age, so that the first of a group names it."""
    eldest: dict[tuple[str, ...], Row] = {}
    for row in templates:
        first = eldest.setdefault(row["group"], row)
        kind = "overflow" if row["is_overflow"] else "merged"
        yield row | {
            "pattern_id": first["template_hash"],
            "pattern": first["text"],
            "reason": "itself" if first is row else kind,
            "through_batch": newest,
        }


def _least(first: Any, second: Any) -> Any:
    """The smaller of two; the other where one is None."""
    return second if first is None else first if second is None else min(first, second)
