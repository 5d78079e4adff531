"""A SQL warehouse on this machine: it speaks the Statement Execution API, DuckDB answers, and it can misbehave."""

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import sqlglot
from databricks.sdk.clock import Clock

from faultbook.clients.workspace import workspace_client
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.store import Statement
from faultbook.stores.warehouse.warehouse_store import WarehouseStore
from faultbook.tables import INCIDENT_DECISIONS, TABLES
from tests.loopback import listening
from tests.stores.seeded_lakehouse import seeded_views
from tests.stores.small_lakehouse import SCHEMAS

CATALOG = "main"
STATEMENTS = "/api/2.0/sql/statements"
PLAIN = {
    "VARCHAR": "STRING",
    "INTEGER": "INT",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
    "TIMESTAMP": "TIMESTAMP",
    "HUGEINT": "DECIMAL(38,0)",
}


class StoppedClock(Clock):
    """Time passes only by waiting, and waiting takes none."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@dataclass
class Warehouse:
    """What the server does next, and what it was asked. `denied` names a table that may not be read.

    `manners` holds one word per statement to come:
    cold (pending for two polls), busy (429 once), failing (the statement fails), lost (its second chunk is gone), cut
    (the result is truncated), short (fewer rows than promised), denied (403), endless (never ready), conflict (another
    statement wrote the table meanwhile).
    """

    lakehouse: Path
    rows_per_chunk: int = 7
    denied: str = ""
    manners: deque[str] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    _held: dict[str, tuple[str, list[str], list[list[Any]]]] = field(default_factory=dict)
    _polls: dict[str, int] = field(default_factory=dict)

    def execute(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        manner = self.manners.popleft() if self.manners else ""
        if manner == "busy":
            return 429, {"error_code": "RESOURCE_EXHAUSTED", "message": "too many requests"}
        if manner == "denied":
            return 403, {"error_code": "PERMISSION_DENIED", "message": "host secret.internal: no CAN USE"}
        if self.denied and self.denied in body["statement"]:
            manner = "forbidden"
        self.requests.append(body)
        name = f"statement-{len(self.requests)}"
        columns, rows = self._answer(body["statement"], body.get("parameters", []), is_done=manner == "")
        self._held[name] = (manner, columns, rows)
        self._polls[name] = {"cold": 2, "endless": 10**9}.get(manner, 0)
        return 200, self.status_of(name)

    def status_of(self, name: str) -> dict[str, Any]:
        manner, columns, rows = self._held[name]
        if self._polls[name]:
            self._polls[name] -= 1
            return {"statement_id": name, "status": {"state": "PENDING"}}
        if manner == "forbidden":
            error = {"error_code": "BAD_REQUEST", "message": "[INSUFFICIENT_PERMISSIONS] User does not have SELECT"}
            return {"statement_id": name, "status": {"state": "FAILED", "error": error}}
        if manner == "conflict":
            error = {"error_code": "BAD_REQUEST", "message": "[DELTA_CONCURRENT_APPEND] Files were added"}
            return {"statement_id": name, "status": {"state": "FAILED", "error": error}}
        if manner == "failing":
            error = {"error_code": "BAD_REQUEST", "message": "[DIVIDE_BY_ZERO] Division by zero.\nsecret stack"}
            return {"statement_id": name, "status": {"state": "FAILED", "error": error}}
        promised = len(rows) + (1 if manner == "short" else 0)
        described = [dict(zip(("name", "type_text"), column.split("\0"), strict=True)) for column in columns]
        manifest = {
            "schema": {"columns": described},
            "total_row_count": promised,
            "truncated": manner == "cut",
        }
        done = {"statement_id": name, "status": {"state": "SUCCEEDED"}, "manifest": manifest}
        return done | {"result": self.chunk(name, 0)[1]}

    def chunk(self, name: str, number: int) -> tuple[int, dict[str, Any]]:
        manner, _, rows = self._held[name]
        if manner == "lost" and number:
            return 404, {"error_code": "NOT_FOUND", "message": "chunk is gone"}
        first = number * self.rows_per_chunk
        mine = rows[first : first + self.rows_per_chunk]
        following = {"next_chunk_index": number + 1} if first + len(mine) < len(rows) else {}
        return 200, {"chunk_index": number, "row_offset": first, "data_array": mine, **following}

    def _answer(
        self, statement: str, parameters: Sequence[dict[str, Any]], *, is_done: bool
    ) -> tuple[list[str], list[list[Any]]]:
        if statement.startswith("MERGE INTO"):
            if is_done:
                self._merge({each["name"]: _typed(each) for each in parameters})
            return ["num_affected_rows\0BIGINT"], [["1"]]
        for role, schema in SCHEMAS.items():
            statement = statement.replace(f"`{CATALOG}`.`{schema}`", str(role))
        text = _in_duckdb(statement)
        values = {each["name"]: _typed(each) for each in parameters}
        view = next((name for name in seeded_views() if re.search(rf"answers\.{name}\b", text)), None)
        names = tuple(name for name in TABLES if re.search(rf"\b{name}\b", text))
        text = re.sub(r'"?\b(raw|answers)\b"?\.', r"{\1}.", text)
        store = LocalStore(LocalLakehouse(self.lakehouse, SCHEMAS), seeded_views())
        answer = store.answer(Statement("sent", "", text, names, view), values)
        columns = [f"{column.name}\0{_type_text(column.type)}" for column in answer.columns]
        return columns, [[_written(value) for value in row] for row in answer.rows]

    def _merge(self, values: dict[str, Any]) -> None:
        """The one statement that changes something: a row of incident_decisions, cast as the statement does."""
        cast = {"TIMESTAMP": datetime.fromisoformat, "BOOLEAN": lambda text: text == "true"}
        row = {
            column.name: None
            if values[column.name] is None
            else cast.get(column.type, lambda same: same)(values[column.name])
            for column in INCIDENT_DECISIONS.columns
        }
        LocalStore(LocalLakehouse(self.lakehouse, SCHEMAS), {}).append_decision(row)


@contextmanager
def loopback(lakehouse: Path) -> Iterator[tuple[Warehouse, WarehouseStore]]:
    """The warehouse, and a store that asks it."""
    warehouse = Warehouse(lakehouse)
    handler = type("Handler", (_Handler,), {"warehouse": warehouse})
    clock = StoppedClock()
    with listening(handler) as host:
        yield (
            warehouse,
            WarehouseStore(lambda: workspace_client(host, token="canary-token", clock=clock), "wh-1", CATALOG, SCHEMAS),
        )


class _Handler(BaseHTTPRequestHandler):
    warehouse: Warehouse
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path.endswith("/cancel"):
            self.warehouse.cancelled.append(self.path.split("/")[-2])
            self._send(200, {})
        else:
            self._send(*self.warehouse.execute(body))

    def do_GET(self) -> None:
        parts = self.path.removeprefix(f"{STATEMENTS}/").split("/")
        if not self.path.startswith(STATEMENTS):
            self._send(404, {"message": "no such thing"})
        elif len(parts) == 1:
            self._send(200, self.warehouse.status_of(parts[0]))
        else:
            self._send(*self.warehouse.chunk(parts[0], int(parts[-1])))

    def _send(self, code: int, status_of: dict[str, Any]) -> None:
        text = json.dumps(status_of).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass


@cache
def _in_duckdb(statement: str) -> str:
    [text] = sqlglot.transpile(statement, read="databricks", write="duckdb")
    return text


def _typed(parameter: dict[str, Any]) -> Any:
    value = parameter.get("value")
    read = {"BIGINT": int, "DOUBLE": float, "STRING": str}[parameter["type"]]
    return None if value is None else read(value)


def _type_text(duckdb_type: str) -> str:
    if duckdb_type.endswith("[]"):
        return f"ARRAY<{_type_text(duckdb_type[:-2])}>"
    if duckdb_type.startswith("STRUCT("):
        fields = [part.strip().split(" ", 1) for part in duckdb_type[7:-1].split(",")]
        return f"STRUCT<{', '.join(f'{name.strip(chr(34))}: {_type_text(type_)}' for name, type_ in fields)}>"
    if duckdb_type.startswith("MAP("):
        return f"MAP<{', '.join(_type_text(part.strip()) for part in duckdb_type[4:-1].split(','))}>"
    return PLAIN.get(duckdb_type, duckdb_type)


def _written(value: Any) -> str | None:
    """As the API writes it: everything is text, nested values are JSON."""
    if isinstance(value, list | dict):
        return json.dumps(value, default=_leaf)
    return None if value is None else _leaf(value)


def _leaf(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value).lower() if isinstance(value, bool) else str(value)
