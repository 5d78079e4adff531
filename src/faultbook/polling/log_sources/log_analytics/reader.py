"""Reads a table of a Log Analytics workspace by the vendor's client.

Limits of one query (Azure Monitor, service limits and timeouts): 500,000 rows, 64,000,000 bytes of answer, ten minutes.
A result that was cut comes as a partial one with E_QUERY_RESULT_SET_TOO_LARGE.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from faultbook.catalog.log_sources import LogSourceEntry
from faultbook.clients.azure_rest import AUTHORITIES, AzureIdentity, azure_credential
from faultbook.errors import MissingDependency
from faultbook.polling.log_sources.failures import plain_text
from faultbook.polling.log_sources.lines import hashed, labelled, plain
from faultbook.polling.log_sources.log_analytics.kql import count_query, rows_query
from faultbook.polling.log_sources.log_analytics.rows import fields_of_row, parsed
from faultbook.polling.log_sources.log_analytics.tables import row_fields_of
from faultbook.polling.log_sources.port import Outcome, Row, SourceFailure, TooManyRows, Window

MOST_ROWS = 500_000
_OLDEST, _NEWEST = timedelta(days=2, hours=1), timedelta(days=1, hours=1)
"""TimeGenerated is at most two days older than the arrival and one day newer, else it is replaced."""
_ENDPOINTS = {
    "public": "https://api.loganalytics.io",
    "usgov": "https://api.loganalytics.us",
    "china": "https://api.loganalytics.azure.cn",
}
_TIMEOUT_SECONDS = 600
_TOO_LARGE = ("E_QUERY_RESULT_SET_TOO_LARGE", "-2133196797", "0X80DA0003", "RESPONSEPAYLOADTOOLARGE", "E_RUNAWAY_QUERY")
_DENIED, _THROTTLED, _TOO_LONG, _TIMED_OUT = (401, 403), 429, 413, 504


class LogAnalyticsReader:
    """Reads one table."""

    has_row_ids = False

    def __init__(
        self,
        entry: LogSourceEntry,
        credential: Any,
        *,
        endpoint: str | None = None,
        **options: Any,
    ) -> None:
        """`entry` has a log_analytics. `endpoint`: None for that of its cloud. `options`: of the vendor's client.

        MissingDependency where the client is not installed.
        """
        try:
            from azure.monitor.query import LogsQueryClient  # noqa: PLC0415
        except ImportError as missing:
            raise MissingDependency(
                "Log Analytics needs azure-monitor-query. Fix: pip install 'faultbook[azure]', "
                "or add it to the job's environment."
            ) from missing
        assert entry.log_analytics is not None
        self._entry, self._at = entry, entry.log_analytics
        self.requests = 0
        self._shape = row_fields_of(self._at.table).with_own(entry.fields, entry.levels)
        self._where = self._shape.where if self._at.where is None else self._at.where
        endpoint = endpoint or _ENDPOINTS[self._at.cloud]
        self._client = LogsQueryClient(credential, endpoint=endpoint, logging_enable=False, **options)
        # A client refuses tokens over http unless each call permits it: only loopback servers are reached so.
        self._call: dict[str, Any] = {"enforce_https": False} if endpoint.startswith("http://127.0.0.1") else {}

    def rows(self, window: Window) -> Iterator[Row]:
        """The rows that were taken in within the window."""
        table = self._answer(rows_query(self._at.table, window, self._where, self._at.columns), window)
        if len(table.rows) >= MOST_ROWS:
            raise TooManyRows(f"{MOST_ROWS} rows")
        names, kinds = table.columns, table.columns_types
        return ({name: _value(row[place], kinds[place]) for place, name in enumerate(names)} for row in table.rows)

    def count(self, window: Window) -> int | None:
        """How many rows were taken in within the window."""
        table = self._answer(count_query(self._at.table, window, self._where), window)
        return int(table.rows[0][0])

    def row_id(self, row: Row) -> str:
        """A hash of all columns: the tables' own id is no column of every one."""
        return hashed(row)

    def fields(self, row: Row) -> dict[str, Any]:
        """The row as fields of a log record."""
        fields = fields_of_row(row, self._at.table, self._shape)
        return labelled(fields, service=self._entry.service, environment=self._entry.environment)

    def _answer(self, query: str, window: Window) -> Any:
        from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError  # noqa: PLC0415
        from azure.monitor.query import LogsQueryResult  # noqa: PLC0415

        self.requests += 1
        try:
            result = self._client.query_workspace(
                self._at.workspace,
                query,
                timespan=(window.start - _OLDEST, window.end + _NEWEST),
                server_timeout=_TIMEOUT_SECONDS,
                **self._call,
            )
        except ClientAuthenticationError as refused:
            raise SourceFailure(Outcome.DENIED, f"no token for Log Analytics: {plain_text(refused)}") from None
        except HttpResponseError as failed:
            raise self._failure(failed.status_code, failed, _retry_after(failed)) from None
        except AzureError as failed:
            raise SourceFailure(Outcome.UNREACHABLE, f"Log Analytics did not answer: {plain_text(failed)}") from None
        if isinstance(result, LogsQueryResult):
            return result.tables[0]
        error = result.partial_error
        # Details are objects of the client, which are mappings.
        details = [plain(each) for each in (error.details or ())] if error is not None else []
        text = "no error named" if error is None else f"{error.code}: {error.message} {json.dumps(details)}"
        if _is_too_large(text):
            raise TooManyRows("the answer was cut by its limit of rows or bytes")
        raise SourceFailure(Outcome.PARTIAL, f"Log Analytics returned a part only: {plain_text(text)}")

    def _failure(self, status: int | None, raised: Exception, retry_after: timedelta | None) -> Exception:
        text = plain_text(raised)
        if status in (_TOO_LONG, _TIMED_OUT) or _is_too_large(str(raised)):
            return TooManyRows("the query took too long or its answer was too large")
        if status in _DENIED:
            return SourceFailure(
                Outcome.DENIED,
                f"Log Analytics refused table {self._at.table} of workspace {self._at.workspace} ({status}). Fix: give "
                "the identity the role Log Analytics Data Reader there.",
            )
        if status == _THROTTLED:
            return SourceFailure(
                Outcome.THROTTLED, "Log Analytics answers no more queries for a while (429)", retry_after=retry_after
            )
        if status is not None and status < 500:
            return SourceFailure(Outcome.FAILED, f"Log Analytics refused the query ({status}): {text}")
        return SourceFailure(Outcome.UNREACHABLE, f"Log Analytics failed ({status}): {text}", retry_after=retry_after)


def credential_of(entry: LogSourceEntry, secret: Callable[[str], str]) -> Any:
    """Who the source names, else the identity of the machine or job. MissingDependency without azure-identity."""
    at = entry.log_analytics
    assert at is not None
    who = AzureIdentity()
    if at.identity is not None:
        given = at.identity
        who = AzureIdentity(
            given.tenant_id or "", given.client_id, secret(given.client_secret) if given.client_secret else ""
        )
    return azure_credential(who, authority=AUTHORITIES[at.cloud])


def _value(value: Any, kind: str) -> Any:
    return parsed(value) if kind == "dynamic" else value


def _is_too_large(text: str) -> bool:
    return any(mark in text.upper() for mark in _TOO_LARGE)


def _retry_after(failed: Any) -> timedelta | None:
    headers: Mapping[str, str] = getattr(failed.response, "headers", None) or {}
    text = headers.get("Retry-After", "")
    return timedelta(seconds=int(text)) if text.isdigit() else None
