"""Genie spaces: what the platform refuses or silently loses in their serialized form, and what makes them answer well.

The CLI sends a space as it is written and checks none of this.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from faultbook.bundle.tree import Bundle, Resource
from faultbook.tables import TABLES, SchemaRole
from faultbook.transforms.views import VIEWS
from tests.bundle.checks.sql import reads

ID = re.compile(r"[0-9a-f]{32}")
RELATIONSHIP = re.compile(r"--rt=FROM_RELATIONSHIP_TYPE_(ONE|MANY)_TO_(ONE|MANY)--")
EQUALITY = re.compile(r"`?\w+`?\.`?(\w+)`? = `?\w+`?\.`?(\w+)`?")
IDENTIFIER = re.compile(r"\$\{var\.catalog\}\.\$\{var\.readers_schema\}\.(\w+)")
LEVELS = ("CAN_READ", "CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE")
LONGEST_TEXT, LONGEST_LIST, MOST_SOURCES, MOST_INSTRUCTIONS, MOST_SNIPPETS = 25_000, 10_000, 8, 100, 200
# What makes a space answer well, as the platform's field engineers score it.
FEWEST_EXAMPLES, FEWEST_BENCHMARKS, INSTRUCTION_LENGTH, MOST_MATCHED = 8, 10, range(50, 2_001), 120

TEXTS, TEXT, FLAG = "a list of texts", "a text", "true or false"
SIDE = {"identifier": TEXT, "alias": TEXT}
NOTES = {"id": TEXT, "sql": TEXTS, "synonyms": TEXTS, "instruction": TEXTS, "comment": TEXTS, "display_name": TEXT}
TABLE = {
    "identifier": TEXT,
    "description": TEXTS,
    "column_configs": [
        {
            "column_name": TEXT,
            "description": TEXTS,
            "synonyms": TEXTS,
            "exclude": FLAG,
            "enable_entity_matching": FLAG,
            "enable_format_assistance": FLAG,
        }
    ],
}
PARAMETER = {"name": TEXT, "description": TEXTS, "type_hint": TEXT, "default_value": {"values": TEXTS}}
SHAPE = {
    "version": 2,
    "config": {"sample_questions": [{"id": TEXT, "question": TEXTS}]},
    "data_sources": {"tables": [TABLE], "metric_views": [{"identifier": TEXT, "description": TEXTS}]},
    "instructions": {
        "text_instructions": [{"id": TEXT, "content": TEXTS}],
        "example_question_sqls": [
            {"id": TEXT, "question": TEXTS, "sql": TEXTS, "usage_guidance": TEXTS, "parameters": [PARAMETER]}
        ],
        "sql_functions": [{"id": TEXT, "identifier": TEXT, "description": TEXTS}],
        "join_specs": [{"id": TEXT, "left": SIDE, "right": SIDE, "sql": TEXTS, "comment": TEXTS, "instruction": TEXTS}],
        "sql_snippets": {
            "filters": [NOTES],
            "expressions": [NOTES | {"alias": TEXT}],
            "measures": [NOTES | {"alias": TEXT}],
        },
    },
    "benchmarks": {"questions": [{"id": TEXT, "question": TEXTS, "answer": [{"format": TEXT, "content": TEXTS}]}]},
}


def spaces(bundle: Bundle) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every space with its serialized form, empty where it is not inline."""
    for space in bundle.resources("genie_spaces"):
        serialized = space.fields.get("serialized_space")
        yield space, serialized if isinstance(serialized, dict) else {}


def entries(serialized: dict[str, Any], *path: str) -> list[dict[str, Any]]:
    """The entries of a list in the space; none where it is absent or something else."""
    found: Any = serialized
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def tables(serialized: dict[str, Any]) -> list[dict[str, Any]]:
    return entries(serialized, "data_sources", "tables") + entries(serialized, "data_sources", "metric_views")


def snippets(serialized: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("filters", "expressions", "measures")
    return [entry for kind in kinds for entry in entries(serialized, "instructions", "sql_snippets", kind)]


def instructions(serialized: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("text_instructions", "example_question_sqls", "sql_functions", "join_specs")
    return [entry for kind in kinds for entry in entries(serialized, "instructions", kind)]


def text_of(entry: dict[str, Any], name: str) -> str:
    """A list of texts as the platform reads it: joined."""
    value = entry.get(name)
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def a_space_is_titled_inline_and_has_a_warehouse(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        for name in ("title", "warehouse_id"):
            if not str(space.fields.get(name) or "").strip():
                yield f"{space.name} has no {name}"
        if not serialized or "file_path" in space.fields:
            yield f"{space.name} is not inline; in a file the bundle's references are not resolved"
        for permission in space.fields.get("permissions") or []:
            if permission.get("level") not in LEVELS:
                yield f"{space.name}: permission {permission.get('level')} is none of a space ({', '.join(LEVELS)})"


def a_space_has_the_shape_of_version_2(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        if serialized.get("version") != SHAPE["version"]:
            yield f"{space.name}: version is {serialized.get('version')!r}; expected 2"
        yield from _misshapen(serialized, {**SHAPE, "version": None}, space.name)


def _misshapen(value: Any, shape: Any, path: str) -> Iterator[str]:
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{path} is {value!r}; expected a mapping"
            return
        for key, inside in value.items():
            if key not in shape:
                yield f"{path}: unknown key {key!r}"
            else:
                yield from _misshapen(inside, shape[key], f"{path}.{key}")
        if "id" in shape and "id" not in value:
            yield f"{path} has no id"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{path} is {value!r}; expected a list"
            return
        for position, inside in enumerate(value):
            yield from _misshapen(inside, shape[0], f"{path}[{position}]")
    elif shape is not None and not _is(shape, value):
        yield f"{path} is {value!r}; expected {shape}"


def _is(shape: str, value: Any) -> bool:
    if shape == TEXTS:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, str if shape == TEXT else bool)


def ids_are_hexadecimal_and_unique(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        questions = entries(serialized, "config", "sample_questions") + entries(serialized, "benchmarks", "questions")
        for what, group in (("question", questions), ("instruction", instructions(serialized) + snippets(serialized))):
            counted = Counter(entry.get("id") for entry in group)
            yield from (
                f"{space.name}: id {name} of {what}s is given {count} times"
                for name, count in counted.items()
                if count > 1
            )
            for name in counted:
                if not isinstance(name, str) or not ID.fullmatch(name):
                    yield f"{space.name}: id {name!r} of {what}s; expected 32 lower-case hexadecimal digits in quotes"


def arrays_are_sorted(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        yield from (f"{space.name}.{path} is not sorted by {key}, each once" for path, key in _unsorted(serialized))


def _unsorted(value: Any, path: str = "serialized_space") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _unsorted(inside, f"{path}.{key}")
    elif isinstance(value, list):
        for key in ("id", "identifier", "column_name"):
            found = [str(entry[key]) for entry in value if isinstance(entry, dict) and key in entry]
            if len(found) == len(value) and found != sorted(set(found)):
                yield path, key
        for position, inside in enumerate(value):
            yield from _unsorted(inside, f"{path}[{position}]")


def limits_are_kept(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        counted = (
            ("sources", len(tables(serialized)), MOST_SOURCES),
            ("instructions", len(instructions(serialized)), MOST_INSTRUCTIONS),
            ("text instructions", len(entries(serialized, "instructions", "text_instructions")), 1),
            ("knowledge snippets", len(snippets(serialized)) + len(tables(serialized)), MOST_SNIPPETS),
        )
        yield from (
            f"{space.name} has {count} {what}; expected {most} at most" for what, count, most in counted if count > most
        )
        yield from _too_long(serialized, space.name)


def _too_long(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield f"{path} has {len(value)} characters; expected {LONGEST_TEXT} at most"
    if isinstance(value, list) and len(value) > LONGEST_LIST:
        yield f"{path} has {len(value)} items; expected {LONGEST_LIST} at most"
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from _too_long(part, f"{path}.{key}")


def sources_are_what_setup_makes(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        for table in tables(serialized):
            match = IDENTIFIER.fullmatch(str(table.get("identifier")))
            contract = (TABLES | VIEWS).get(match[1]) if match else None
            if match is None or contract is None:
                yield f"{space.name}: {table.get('identifier')} is no table or view of this bundle"
            elif contract.role is not SchemaRole.ANSWERS:
                yield f"{space.name}: {match[1]} is in the schema of rows"
            else:
                named = {str(column.get("column_name")) for column in entries(table, "column_configs")}
                yield from (
                    f"{space.name}: {match[1]} has no column {name}"
                    for name in sorted(named - set(contract.column_names))
                )


def joins_are_single_equalities(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        identifiers = {str(table.get("identifier")) for table in tables(serialized)}
        for join in entries(serialized, "instructions", "join_specs"):
            sql = join.get("sql")
            right = isinstance(sql, list) and len(sql) == 2
            if not right or not EQUALITY.fullmatch(sql[0]) or not RELATIONSHIP.fullmatch(sql[1]):
                yield f"{space.name}: join {sql}; expected one equality and one --rt=FROM_RELATIONSHIP_TYPE_..--"
            for side in ("left", "right"):
                if (identifier := str((join.get(side) or {}).get("identifier"))) not in identifiers:
                    yield f"{space.name}: a join's {side} is {identifier}, which is no source of the space"


def benchmarks_have_one_answer_that_no_example_gives_away(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        taught = {
            _bare(text_of(entry, "sql")) for entry in entries(serialized, "instructions", "example_question_sqls")
        }
        for benchmark in entries(serialized, "benchmarks", "questions"):
            question, answers = text_of(benchmark, "question"), entries(benchmark, "answer")
            if [answer.get("format") for answer in answers] != ["SQL"]:
                yield f"{space.name}: {question!r} has {len(answers)} answers; expected one, in SQL"
            yield from (
                f"{space.name}: the answer to {question!r} is also an example's"
                for answer in answers
                if _bare(text_of(answer, "content")) in taught
            )


def _bare(sql: str) -> str:
    return " ".join(sql.lower().split())


def statements(serialized: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Question, SQL and default values of everything in the space that answers a question."""
    for example in entries(serialized, "instructions", "example_question_sqls"):
        values = {str(one.get("name")): one["default_value"]["values"][0] for one in entries(example, "parameters")}
        yield text_of(example, "question"), text_of(example, "sql"), values
    for benchmark in entries(serialized, "benchmarks", "questions"):
        for answer in entries(benchmark, "answer"):
            yield text_of(benchmark, "question"), text_of(answer, "content"), {}


def sql_reads_the_sources_of_its_space(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        sources = {str(table.get("identifier")).rpartition(".")[2] for table in tables(serialized)}
        for question, sql, values in statements(serialized):
            read, named = reads(sql)
            if not read or not read <= sources:
                yield f"{space.name}: {question!r} reads {', '.join(sorted(read)) or 'nothing'}; expected its sources"
            if named != values.keys():
                yield f"{space.name}: {question!r} leaves open {sorted(named)}, and declares {sorted(values)}"
        for snippet in entries(serialized, "instructions", "sql_snippets", "filters"):
            if text_of(snippet, "sql").lower().lstrip().startswith("where"):
                yield f"{space.name}: the filter {snippet.get('display_name')} begins with WHERE"


def a_space_has_enough_to_answer_well(bundle: Bundle) -> Iterator[str]:
    for space, serialized in spaces(bundle):
        columns = [column for table in tables(serialized) for column in entries(table, "column_configs")]
        matched = [column for column in columns if column.get("enable_entity_matching")]
        texts = entries(serialized, "instructions", "text_instructions")
        examples = entries(serialized, "instructions", "example_question_sqls")
        present = {
            "a source": bool(tables(serialized)),
            "a description of every source": all(text_of(table, "description") for table in tables(serialized)),
            "a description of every column": bool(columns)
            and all(text_of(column, "description") for column in columns),
            "values to match": 0 < len(matched) <= MOST_MATCHED,
            "instructions of 50 to 2000 characters": len("".join(text_of(text, "content") for text in texts))
            in INSTRUCTION_LENGTH,
            "eight examples with guidance": len([1 for example in examples if text_of(example, "usage_guidance")])
            >= FEWEST_EXAMPLES,
            "a join": bool(entries(serialized, "instructions", "join_specs")),
            "a snippet": bool(snippets(serialized)),
            "ten benchmarks": len(entries(serialized, "benchmarks", "questions")) >= FEWEST_BENCHMARKS,
        }
        yield from (f"{space.name} lacks {what}" for what, there in present.items() if not there)


CHECKS = (
    a_space_is_titled_inline_and_has_a_warehouse,
    a_space_has_the_shape_of_version_2,
    ids_are_hexadecimal_and_unique,
    arrays_are_sorted,
    limits_are_kept,
    sources_are_what_setup_makes,
    joins_are_single_equalities,
    benchmarks_have_one_answer_that_no_example_gives_away,
    sql_reads_the_sources_of_its_space,
    a_space_has_enough_to_answer_well,
)
