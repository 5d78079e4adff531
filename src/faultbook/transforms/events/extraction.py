"""Messages in, reports of what failed out: each definition as plain columns, over the rows of its messages."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.definition import ENVELOPE, FIXED, WHOLE_BODY, Definition, KindOf, Part, PhaseOf, key_parts
from faultbook.events.fields import INSTANT_FIELDS, TEXT_FIELDS, Phase, longest
from faultbook.events.paths import BODY, parse_path
from faultbook.events.reading import NO_ITEMS, NO_KEY, NOT_JSON, UNKNOWN_EVENT, WRAPPERS, known_members
from faultbook.transforms.events.variants import (
    Values,
    all_of,
    first_of,
    json_value,
    literal,
    message_of,
    opened,
    with_columns,
)

_NO_FACTS = "cast(map() AS map<string,string>)"


def classified(messages: DataFrame, definitions: Sequence[Definition]) -> DataFrame:
    """Which definition each message has.

    In: source STRING, headers MAP<STRING,STRING>, body STRING, any others. `definitions` in the order of trial.
    Out: the same columns; definition STRING, NULL where none fits; wrapped_in STRING, the member that holds the
    message, empty where it is not wrapped; reject_reason STRING, not_json, unknown_event or NULL.
    """
    rows = with_columns(messages, {"_value": json_value("body")})
    rows = with_columns(rows, {"_whole": message_of("body", "_value")})
    members = known_members(definitions)
    is_known = " OR ".join(f"try_variant_get(_whole, {literal(path)}, 'variant') IS NOT NULL" for path in members)
    wrappers = [name for name in WRAPPERS if parse_path(f"$.{name}").below_root not in members]
    inner = {f"_in_{name}": f"try_variant_get(_whole, '$.{name}', 'variant')" for name in wrappers}
    rows = with_columns(rows, {"_is_known": is_known or "false", **inner})
    rows = with_columns(rows, {f"_open_{name}": opened(f"_in_{name}") for name in wrappers})
    found = " ".join(f"WHEN _open_{name} IS NOT NULL THEN '{name}'" for name in wrappers)
    rows = with_columns(rows, {"wrapped_in": f"CASE WHEN _is_known THEN '' {found} ELSE '' END"})
    root = " ".join(f"WHEN '{name}' THEN _open_{name}" for name in wrappers)
    rows = with_columns(rows, {"_root": f"CASE wrapped_in {root} ELSE _whole END"})
    values = Values({BODY: "_root"}, {})
    cases = []
    for definition in definitions:
        sources = ", ".join(map(literal, definition.sources))
        fits = all_of([f"source IN ({sources})", *(values.holds(one) for one in definition.when)])
        cases.append(f"WHEN {fits} THEN {literal(definition.name)}")
    fitting = f"CASE WHEN _root IS NULL THEN NULL {' '.join(cases)} END"
    rows = with_columns(values.columns_of(rows), {"definition": f"cast({fitting} AS string)"})
    unknown = f"CASE WHEN definition IS NULL THEN '{UNKNOWN_EVENT}' END"
    return with_columns(
        rows, {"reject_reason": f"CASE WHEN _value IS NULL THEN '{NOT_JSON}' ELSE {unknown} END"}
    ).select(
        *messages.columns,
        "definition",
        F.when(F.col("definition").isNotNull(), F.col("wrapped_in")).otherwise("").alias("wrapped_in"),
        "reject_reason",
    )


def extracted(messages: DataFrame, definition: Definition) -> DataFrame:
    """The items of messages that have this definition: reports, rejects and ignored ones.

    In: envelope_id, headers, body, wrapped_in, any others but reject_reason. Out: the same without body and headers;
    item INT (from 0), reject_reason STRING (no_items, no_key; NULL for reports), is_ignored BOOLEAN; of reports
    event_key, event_id, kind, phase, message_path STRING, all text and instant fields, facts MAP<STRING,STRING>.
    """
    kept = [name for name in messages.columns if name not in ("body", "headers", "reject_reason")]
    rows = with_columns(messages.select(*kept, "headers", "body"), {"_value": json_value("body")})
    rows = with_columns(rows, {"_whole": message_of("body", "_value")})
    inner = "try_variant_get(_whole, concat('$.', wrapped_in), 'variant')"
    rows = with_columns(rows, {"_in": f"CASE WHEN wrapped_in <> '' THEN {inner} END"})
    rows = with_columns(rows, {"_body": f"CASE WHEN wrapped_in = '' THEN _whole ELSE {opened('_in')} END"})
    if definition.each is None:
        rows = with_columns(rows, {"item": "0", "_item": "_body"})
    else:
        items = f"try_variant_get(_body, {literal(definition.each.below_root)}, 'array<variant>')"
        rows = rows.select(*kept, "headers", "_body", F.posexplode_outer(F.expr(items)).alias("item", "_item"))
    roots = {BODY: "_item", WHOLE_BODY: "_body"}
    pairs: dict[str, Part] = {}
    for name, part in definition.parts.items():
        values = Values(roots, pairs)
        column = values.value(part.path)
        rows = with_columns(values.columns_of(rows), {f"_part_{name}": opened(column)})
        roots[name] = f"_part_{name}"
        rows = rows.select(*kept, "headers", "item", *roots.values())
        if part.pairs is not None:
            pairs[name] = part
    return _with_fields(rows, definition, Values(roots, pairs), kept)


def _with_fields(rows: DataFrame, definition: Definition, values: Values, kept: Sequence[str]) -> DataFrame:
    texts: dict[str, str] = dict.fromkeys(TEXT_FIELDS, "cast(NULL AS string)")
    instants: dict[str, str] = dict.fromkeys(INSTANT_FIELDS, "cast(NULL AS timestamp)")
    for name, candidates in definition.fields.items():
        if name in INSTANT_FIELDS:
            instants[name] = first_of([values.instant(one) for one in candidates])
        else:
            texts[name] = _cut([values.text(one) for one in candidates], name)
    facts = {name: _cut([values.text(one) for one in some], name) for name, some in definition.facts.items()}
    pairs = ", ".join(f"{literal(name)}, {text}" for name, text in facts.items())
    paths = [
        f"CASE WHEN {values.text(one)} IS NOT NULL THEN {literal(one.name)} END" for one in definition.fields["message"]
    ]
    is_item = "item IS NOT NULL"
    columns = {
        **texts,
        **instants,
        "_path": first_of(paths),
        "facts": f"map_filter(map({pairs}), (name, text) -> text IS NOT NULL)" if facts else _NO_FACTS,
        "kind": _chosen(values, definition.kind),
        "phase": _chosen(values, definition.phase),
        "is_ignored": f"{is_item} AND NOT ({all_of(values.holds(one) for one in definition.only)})",
    }
    found = with_columns(values.columns_of(rows), columns)
    keys = first_of([_key(template, definition) for template in definition.key])
    is_failure = f"phase IN ('{Phase.FAILED}', '{Phase.WARNING}')"
    is_named = f"({is_failure} OR coalesce(_path <> {literal(FIXED)}, true))"
    found = with_columns(found, {"event_key": f"CASE WHEN {is_item} AND NOT is_ignored THEN {keys} END"})
    no_key = f"CASE WHEN NOT is_ignored AND event_key IS NULL THEN '{NO_KEY}' END"
    last = {
        "message": f"CASE WHEN {is_named} THEN message END",
        "message_path": f"CASE WHEN {is_named} THEN _path END",
        "event_id": "concat('ev-', substring(sha2(event_key, 256), 1, 32))",
        "reject_reason": f"CASE WHEN {is_item} THEN {no_key} ELSE '{NO_ITEMS}' END",
    }
    return with_columns(found, last).select(
        *kept,
        F.coalesce(F.col("item"), F.lit(0)).cast("int").alias("item"),
        *("reject_reason", "is_ignored", "event_key", "event_id", "kind", "phase", "message_path"),
        *TEXT_FIELDS,
        *INSTANT_FIELDS,
        "facts",
    )


def _cut(texts: Sequence[str], name: str) -> str:
    return f"substring({first_of(texts)}, 1, {longest(name)})"


def _chosen(values: Values, choice: KindOf | PhaseOf) -> str:
    if not choice.values:
        return literal(choice.default.value)
    text = first_of([values.text(one) for one in choice.of])
    cases = " ".join(f"WHEN {literal(value)} THEN {literal(meaning.value)}" for value, meaning in choice.values.items())
    return f"CASE {text} {cases} ELSE {literal(choice.default.value)} END"


def _key(template: str, definition: Definition) -> str:
    def piece(name: str) -> str:
        if name == ENVELOPE:
            return "envelope_id"
        if name in definition.facts and name not in definition.fields:
            return f"try_element_at(facts, {literal(name)})"
        return f"cast(unix_micros({name}) AS string)" if name in INSTANT_FIELDS else name

    pieces = (piece(text) if is_field else literal(text) for text, is_field in key_parts(template))
    return f"concat({', '.join(pieces)})"
