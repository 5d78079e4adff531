"""The first commit of a local table, made from its contract without Spark.

Spark takes a job for each CREATE TABLE; a commit that creates a table is three lines of JSON. They equal those of
Spark and Delta except in ids and instants; a test compares every table.
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from faultbook.tables import Table
from faultbook.tables.text_columns import REDACTION_PROPERTY, REDACTION_VERSION, TEXTS

VERSION_PROPERTY = "faultbook.contract_version"
_LOCAL_PROPERTIES = {
    # delta-rs and DuckDB read local tables and cannot read these features.
    "delta.enableDeletionVectors": "false",
    "delta.columnMapping.mode": "none",
}


_PLAIN = {"BIGINT": "long", "INT": "integer"}
"""Types whose name in a Delta schema is not their SQL name in lower case."""
_NAME = "00000000000000000000.json"
_CHECKSUM_NAME = "00000000000000000000.crc"


def table_properties(table: Table, *, is_local: bool) -> dict[str, str]:
    """The properties of a new table."""
    properties = {VERSION_PROPERTY: str(table.version)} | (_LOCAL_PROPERTIES if is_local else {})
    if table.statistics:
        properties |= {"delta.dataSkippingStatsColumns": ",".join(table.statistics)}
    if table.name in TEXTS:
        properties |= {REDACTION_PROPERTY: str(REDACTION_VERSION)}  # every text that is written later is redacted first
    return properties


def make_local_table(folder: Path, table: Table) -> None:
    """Creates the table in `folder`, in one step: it exists with its first commit, or it does not exist.

    Another process that creates the same table at the same time wins or loses as a whole; the result is the same.
    """
    draft = folder.with_name(f".{folder.name}-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        (draft / "_delta_log").mkdir(parents=True)
        actions = first_commit(table, table_properties(table, is_local=True))
        text = "".join(json.dumps(action, ensure_ascii=False, separators=(",", ":")) + "\n" for action in actions)
        (draft / "_delta_log" / _NAME).write_text(text, encoding="utf-8")
        checksum = json.dumps(version_checksum(actions), ensure_ascii=False)
        (draft / "_delta_log" / _CHECKSUM_NAME).write_text(checksum, encoding="utf-8")
        _rename(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def first_commit(table: Table, properties: Mapping[str, str]) -> list[dict[str, Any]]:
    """The actions of the commit that creates the table: commitInfo, metaData, protocol."""
    now = time.time_ns() // 1_000_000
    schema = {"type": "struct", "fields": [_field(column.name, column.type, column) for column in table.columns]}
    partitioned_by = list(table.partitioned_by)
    return [
        {
            "commitInfo": {
                "timestamp": now,
                "operation": "CREATE TABLE",
                "operationParameters": {
                    "partitionBy": _json(partitioned_by),
                    "clusterBy": "[]",
                    "description": table.comment,
                    "isManaged": "false",
                    "properties": _json(dict(properties)),
                },
                "isolationLevel": "Serializable",
                "isBlindAppend": True,
                "operationMetrics": {},
                "engineInfo": "faultbook",
                "txnId": str(uuid.uuid4()),
            }
        },
        {
            "metaData": {
                "id": str(uuid.uuid4()),
                "description": table.comment,
                "format": {"provider": "parquet", "options": {}},
                "schemaString": _json(schema),
                "partitionColumns": partitioned_by,
                "configuration": dict(properties),
                "createdTime": now,
            }
        },
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
    ]


def version_checksum(actions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What Delta writes beside a commit: the state of the table after it. Of the commit that creates a table.

    Without it Spark starts three jobs before its first append, to find out that the table is empty.
    """
    found = {name: value for action in actions for name, value in action.items()}
    return {
        "txnId": found["commitInfo"]["txnId"],
        "tableSizeBytes": 0,
        "numFiles": 0,
        "numMetadata": 1,
        "numProtocol": 1,
        "setTransactions": [],
        "domainMetadata": [],
        "metadata": found["metaData"],
        "protocol": found["protocol"],
        "allFiles": [],
    }


def _rename(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:
        # A folder without a log is what a CREATE TABLE that died leaves; with one, another process was faster.
        if (folder / "_delta_log" / _NAME).is_file():
            return
        folder.mkdir(exist_ok=True)
        try:
            (draft / "_delta_log").rename(folder / "_delta_log")
        except OSError:
            if not (folder / "_delta_log" / _NAME).is_file():
                raise


def _field(name: str, type_: str, column: Any = None) -> dict[str, Any]:
    return {
        "name": name,
        "type": _delta_type(type_),
        "nullable": True if column is None else column.nullable,
        "metadata": {} if column is None else {"comment": column.comment},
    }


def _delta_type(type_: str) -> Any:
    outer, opened, inner = type_.strip().removesuffix(">").partition("<")
    if not opened:
        return _PLAIN.get(type_, type_.lower())
    parts = _split(inner)
    match outer:
        case "ARRAY":
            return {"type": "array", "elementType": _delta_type(inner), "containsNull": True}
        case "MAP":
            key, value = map(_delta_type, parts)
            return {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": True}
        case "STRUCT":
            return {"type": "struct", "fields": [_field(*part.split(":", 1)) for part in parts]}
    raise ValueError(f"type {type_} of a contract: expected ARRAY, MAP or STRUCT.")


def _split(text: str) -> list[str]:
    """The parts between the commas that lie in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "<(") - (letter in ">)")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
