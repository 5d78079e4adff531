"""The store over a SQL warehouse, by Databricks' Statement Execution API.

Values are sent separately from the text, as named parameters. An answer is complete or it is a failure: a statement
that fails, is cut or loses a chunk never returns fewer rows.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

from faultbook.clients.databricks_errors import CalledResource
from faultbook.errors import FaultbookError, MissingDependency
from faultbook.stores.deadline import Deadline, DeadlineExceeded
from faultbook.stores.decisions import MayNotDecide, merging
from faultbook.stores.decisions import Row as DecisionRow
from faultbook.stores.store import Row, Statement, Value
from faultbook.stores.warehouse.statement_tracking import note_sent
from faultbook.stores.warehouse.types import python_value
from faultbook.tables import SchemaRole

WAREHOUSE_SECONDS = 50.0
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 1.0
_UNDER_WAY = ("PENDING", "RUNNING")
_ABSENT = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "NO_SUCH_CATALOG", "INSUFFICIENT_PERMISSIONS")


_ATTEMPTS = 5
_CONFLICT = ("CONCURRENT", "Concurrent")
_NO_RIGHT = ("INSUFFICIENT_PERMISSIONS", "PERMISSION_DENIED", "does not have MODIFY")
_NO_RIGHT_TEXT = (
    "You may not write decisions: MODIFY on the table incident_decisions is missing. Fix: ask an admin of faultbook "
    "for it (docs/grants.md), or run the job decide."
)
_NO_TABLE = ("EXPECT_TABLE_NOT_VIEW", "DELTA_TABLE_ONLY_OPERATION", "UNSUPPORTED_MERGE", "MERGE destination")
_NO_TABLE_TEXT = (
    "This server reads the filtered schema, whose views cannot be written. Fix: run the job decide, as operators may."
)


class WarehouseFailed(FaultbookError):
    """The warehouse could not answer: its message, and the fix."""


class WarehouseStore:
    """Queries to one SQL warehouse. Several threads may use it."""

    kind = "warehouse"

    def __init__(
        self, connect: Callable[[], Any], warehouse_id: str, catalog: str, schemas: Mapping[SchemaRole, str]
    ) -> None:
        """`connect` makes a WorkspaceClient, for the first statement: it costs seconds."""
        self._warehouse_id = warehouse_id
        self._names = {role: f"{_quoted(catalog)}.{_quoted(name)}" for role, name in schemas.items()}
        self._client = _Once(connect)
        self._deadline = Deadline(WAREHOUSE_SECONDS)

    def until(self, deadline: Deadline) -> "WarehouseStore":
        """The same store, whose statements are cancelled with the deadline."""
        bound = WarehouseStore.__new__(WarehouseStore)
        bound.__dict__.update(self.__dict__, _deadline=deadline)
        return bound

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The statement's rows.

        WarehouseFailed, MissingDependency or DeadlineExceeded where there is no whole answer.
        """
        text = statement.databricks
        for role, name in self._names.items():
            text = text.replace(f"{{{role}}}", name)
        with _with_hints():
            api = self._client.value.statement_execution
            sent = self._sent(api, text, statement, values)
            note_sent(sent.statement_id)
            response = self._finished(api, sent)
            return list(self._whole(api, response))

    def obstacle_to_deciding(self) -> str | None:
        """None: rights are known when it is tried."""
        return None

    def append_decision(self, row: DecisionRow) -> None:
        """Appends a decision with the rights of who asks, once for its id, also where several do at the same time.

        MayNotDecide where they are missing; WarehouseFailed where there is no clear answer: repeat it then.
        """
        values = {name: _as_parameter(value) for name, value in row.items()}
        for left in reversed(range(_ATTEMPTS)):
            try:
                self.rows(merging(), values)
                return
            except MissingDependency as absent:
                if any(word in str(absent) for word in _NO_RIGHT):
                    raise MayNotDecide(_NO_RIGHT_TEXT) from absent
                raise
            except WarehouseFailed as failed:
                if any(word in str(failed) for word in _NO_TABLE):
                    raise MayNotDecide(_NO_TABLE_TEXT) from failed
                if any(word in str(failed) for word in _NO_RIGHT):
                    raise MayNotDecide(_NO_RIGHT_TEXT) from failed
                # Two that add at the same time: one of them is refused, and finds the other's row when it is repeated.
                if not left or not any(word in str(failed) for word in _CONFLICT):
                    raise
                self._deadline.wait(_FIRST_WAIT)

    def _sent(self, api: Any, text: str, statement: Statement, values: Mapping[str, Value]) -> Any:
        from databricks.sdk.service import sql  # noqa: PLC0415  (an extra, and slow to import)

        self._deadline.check()
        return api.execute_statement(
            statement=text,
            warehouse_id=self._warehouse_id,
            parameters=[
                sql.StatementParameterListItem(
                    name=name, value=_written(values.get(name)), type=_type_of(values.get(name))
                )
                for name in statement.parameters
            ],
            wait_timeout="5s",
            on_wait_timeout=sql.ExecuteStatementRequestOnWaitTimeout.CONTINUE,
            disposition=sql.Disposition.INLINE,
            format=sql.Format.JSON_ARRAY,
        )

    def _finished(self, api: Any, response: Any) -> Any:
        wait = _FIRST_WAIT
        try:
            while _state(response) in _UNDER_WAY:
                self._deadline.wait(wait)
                wait = min(_LONGEST_WAIT, wait * 1.5)
                response = api.get_statement(response.statement_id)
        except DeadlineExceeded as passed:
            api.cancel_execution(response.statement_id)
            if _state(response) == "PENDING":
                raise WarehouseFailed(
                    f"The warehouse was still starting after {self._deadline.seconds:g} seconds. Ask again in a minute."
                ) from passed
            raise
        if _state(response) != "SUCCEEDED":
            raise _failure(response)
        return response

    def _whole(self, api: Any, response: Any) -> Iterator[Row]:
        manifest = response.manifest
        if manifest.truncated:
            raise WarehouseFailed("The warehouse cut the answer. Ask about less: a shorter time, or a smaller limit.")
        columns = [(column.name, column.type_text) for column in manifest.schema.columns]
        seen, chunk = 0, response.result
        while chunk is not None:
            for row in chunk.data_array or []:
                seen += 1
                yield {name: python_value(value, type_) for (name, type_), value in zip(columns, row, strict=True)}
            following = chunk.next_chunk_index
            self._deadline.check()
            chunk = None if following is None else api.get_statement_result_chunk_n(response.statement_id, following)
        if manifest.total_row_count is not None and seen != manifest.total_row_count:
            raise WarehouseFailed(
                f"The warehouse promised {manifest.total_row_count} rows and sent {seen}. Ask again, or about less."
            )


class _Once:
    """A value that is made at its first use, once for all threads."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = Lock()

    @property
    def value(self) -> Any:
        with self._lock:
            return self._made

    @cached_property
    def _made(self) -> Any:
        return self._make()


@contextmanager
def _with_hints() -> Iterator[None]:
    """Turns exceptions of the client into errors with a fix, without hosts or tokens."""
    try:
        yield
    except FaultbookError:
        raise
    except Exception as raised:
        hint = _WAREHOUSE.hint(raised)
        raise WarehouseFailed(f"The warehouse did not answer ({type(raised).__name__}). {hint}") from raised


_WAREHOUSE = CalledResource(
    needs="CAN USE on the warehouse and SELECT on the schemas",
    absent="There is no warehouse of that id: DATABRICKS_WAREHOUSE_ID.",
    retry="ask again in a minute",
    more={"ValueError": "No credential was found: set DATABRICKS_TOKEN, or databricks auth login."},
)


def _state(response: Any) -> str:
    return str(response.status.state.value)


def _failure(response: Any) -> FaultbookError:
    error = response.status.error
    message = (str(error.message).splitlines() or [""])[0][:300] if error is not None else _state(response).lower()
    if any(condition in message for condition in _ABSENT):
        return MissingDependency(
            f"A table or view is not there yet, or may not be read: {message}. Fix: run the job setup, and grant "
            "SELECT (docs/grants.md)."
        )
    return WarehouseFailed(f"The statement failed: {message}")


def _type_of(value: Value) -> str:
    if isinstance(value, bool | str) or value is None:
        return "STRING"
    return "BIGINT" if isinstance(value, int) else "DOUBLE"


def _written(value: Value) -> str | None:
    return None if value is None else str(value)


def _as_parameter(value: Any) -> Value:
    """Instants as text; flags as the words that a cast reads."""
    if isinstance(value, datetime):
        return value.isoformat()
    found: Value = str(value).lower() if isinstance(value, bool) else value
    return found


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
