"""Renders a space as Genie's serialized form, version 2: sorted arrays, texts as lists, ids that stay the same.

Contracts say which columns a source has and what they mean. SQL names the schema of answers by `{answers}`,
identifiers by `{bare_answers}`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import md5
from typing import Any

from faultbook.publish.genie.semantics import (
    Example,
    InvalidSemantics,
    Join,
    QuestionParameter,
    Snippet,
    Space,
    SpaceSource,
)
from faultbook.tables import SchemaRole, Table
from faultbook.tables.view import View

VERSION = 2
BARE_ANSWERS = "{bare_answers}"
Entry = dict[str, Any]
Contracts = Mapping[str, View | Table]


def serialized_space(space: Space, key: str, contracts: Contracts) -> Entry:
    """The space's `serialized_space`; InvalidSemantics where it names what no contract knows."""
    for name, source in space.sources.items():
        _check(key, name, source, contracts)
    identified = _identifiers(key)
    return {
        "version": VERSION,
        "config": {"sample_questions": _by_id(identified("sample", text, question=[text]) for text in space.samples)},
        "data_sources": {
            "tables": [_table(contracts[name], source) for name, source in sorted(space.sources.items())],
        },
        "instructions": {
            "text_instructions": [identified("text", "instructions", content=_lines(space.instructions))],
            "example_question_sqls": _by_id(_example(identified, example) for example in space.examples),
            "join_specs": _by_id(_join(identified, join, contracts) for join in space.joins),
            "sql_snippets": {
                "filters": _by_id(_snippet(identified, "filter", snippet) for snippet in space.filters),
                "expressions": _by_id(_snippet(identified, "expression", snippet) for snippet in space.expressions),
                "measures": _by_id(_snippet(identified, "measure", snippet) for snippet in space.measures),
            },
        },
        "benchmarks": {
            "questions": _by_id(
                identified(
                    "benchmark",
                    benchmark.question,
                    question=[benchmark.question],
                    answer=[{"format": "SQL", "content": _lines(benchmark.sql)}],
                )
                for benchmark in space.benchmarks
            )
        },
    }


def _check(key: str, name: str, source: SpaceSource, contracts: Contracts) -> None:
    contract = contracts.get(name)
    if contract is None:
        raise InvalidSemantics(
            f"{key}: source {name!r} is no view and no table. Known: {', '.join(sorted(contracts))}."
        )
    if contract.role is not SchemaRole.ANSWERS:
        raise InvalidSemantics(f"{key}: source {name!r} is in the schema of rows; a space shows answers only.")
    if unknown := sorted(set(source.columns) - set(contract.column_names)):
        known = ", ".join(contract.column_names)
        raise InvalidSemantics(f"{key}: {name} has no column {unknown[0]!r}. Known: {known}.")


def _identifiers(key: str) -> Callable[..., Entry]:
    def identified(kind: str, what: str, **fields: Any) -> Entry:
        name = md5(f"{key}:{kind}:{what}".encode(), usedforsecurity=False).hexdigest()
        return {"id": name, **fields}

    return identified


def _by_id(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: str(entry["id"]))


def _table(contract: View | Table, source: SpaceSource) -> Entry:
    columns = []
    for column in sorted(contract.columns, key=lambda column: column.name):
        notes = source.columns.get(column.name)
        config: Entry = {"column_name": column.name, "description": [column.comment]}
        if notes and notes.synonyms:
            config["synonyms"] = list(notes.synonyms)
        if notes and notes.hidden:
            config["exclude"] = True
        if notes and notes.matched:
            # The values that a name is matched with are those that are sampled.
            config |= {"enable_format_assistance": True, "enable_entity_matching": True}
        columns.append(config)
    return {
        "identifier": _identifier(contract),
        "description": [contract.comment],
        "column_configs": columns,
    }


def _identifier(contract: View | Table) -> str:
    return f"{BARE_ANSWERS}.{contract.name}"


def _example(identified: Callable[..., Entry], example: Example) -> Entry:
    entry = identified(
        "example",
        example.question,
        question=[example.question],
        sql=_lines(example.sql),
        usage_guidance=[example.guidance],
    )
    if example.parameters:
        entry["parameters"] = [_parameter(parameter) for parameter in example.parameters]
    return entry


def _parameter(parameter: QuestionParameter) -> Entry:
    return {
        "name": parameter.name,
        "description": [parameter.description],
        "type_hint": parameter.type,
        "default_value": {"values": [parameter.default]},
    }


def _join(identified: Callable[..., Entry], join: Join, contracts: Contracts) -> Entry:
    for side in (join.left, join.right):
        if side not in contracts or join.column not in contracts[side].column_names:
            raise InvalidSemantics(f"join {join.left} - {join.right}: {side} has no column {join.column!r}.")
    return identified(
        "join",
        f"{join.left} {join.right} {join.column}",
        left={"identifier": _identifier(contracts[join.left]), "alias": join.left},
        right={"identifier": _identifier(contracts[join.right]), "alias": join.right},
        sql=[
            f"`{join.left}`.`{join.column}` = `{join.right}`.`{join.column}`",
            f"--rt=FROM_RELATIONSHIP_TYPE_{join.relationship}--",
        ],
        comment=[join.comment],
    )


def _snippet(identified: Callable[..., Entry], kind: str, snippet: Snippet) -> Entry:
    names = (
        {"display_name": snippet.name} if kind == "filter" else {"alias": snippet.name, "display_name": snippet.name}
    )
    return identified(
        kind,
        snippet.name,
        **names,
        sql=[snippet.sql],
        synonyms=list(snippet.synonyms),
        instruction=[snippet.instruction],
    )


def _lines(text: str) -> Sequence[str]:
    """The text as a list of lines, each with its line end: that is how Genie keeps it."""
    return text.rstrip("\n").splitlines(keepends=True)
