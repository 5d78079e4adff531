"""Questions about single records: by code, severity, file, text and time."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from faultbook.formatting.log_text import Cleaner, LogText
from faultbook.serve.questions.arguments import (
    Code,
    Environment,
    Name,
    Service,
    Severity,
    Spanned,
    Words,
    as_text,
)
from faultbook.serve.questions.names import codes_like, files_like, severity
from faultbook.serve.questions.pages import AnswerPage, Found, PageCutoff, find
from faultbook.serve.questions.question import Question
from faultbook.stores.store import Store, Value, query

ORDER = ("-timestamp", "record_id", "source_file", "error_code", "severity", "message")
_COUNTED = ("counts_cutoff", "file_counts_cutoff")
"""Queries of counts that have the number of records, if they have a parameter for every filter."""


class Record(BaseModel):
    """One log record."""

    timestamp: datetime = Field(description="When it happened, UTC.")
    error_code: str
    severity: str
    service: str
    environment: str
    record_id: str = Field(description="Same for byte-identical lines of a file.")
    template_hash: str = Field(description="Pass to explain_pattern.")
    log_text: LogText


class Records(AnswerPage[Record]):
    """Log records, newest first."""


class SearchErrorLogs(Spanned):
    """Arguments of search_error_logs."""

    error_code: Code = None
    severity: Severity = None
    file_path: Annotated[Words | None, Field(description="Source code file, or part of its path")] = None
    message_contains: Annotated[Words | None, Field(description="Case is ignored")] = None
    service: Service = None
    environment: Environment = None


class GetFileErrors(Spanned):
    """Arguments of get_file_errors."""

    file_path: Annotated[Words, Field(description="Whole path, e.g. app/api/middleware.py")]
    severity: Severity = None


class SearchByMessage(Spanned):
    """Arguments of search_by_message."""

    query: Annotated[Words, Field(description="Text within the message; case is ignored")]
    severity: Severity = None


class FindRecords(SearchErrorLogs):
    """Arguments of find_records: those of search_error_logs, and what to leave out."""

    not_error_code: Annotated[Name | None, Field(description="Not this error code.")] = None
    not_severity: Annotated[Name | None, Field(description="Not this severity.")] = None
    not_service: Annotated[Name | None, Field(description="Not this service.")] = None
    not_environment: Annotated[Name | None, Field(description="Not this environment.")] = None
    not_file_path: Annotated[Words | None, Field(description="No file whose path holds this.")] = None
    not_message_contains: Annotated[Words | None, Field(description="No message that holds this.")] = None


def _search(store: Store, arguments: SearchErrorLogs) -> Records:
    found = _found(store, arguments, _values(store, arguments))
    like = codes_like(store, arguments.error_code, found.as_of) if arguments.error_code and not found.total else []
    return _records(found, arguments, like)


def _find(store: Store, arguments: FindRecords) -> Records:
    without: dict[str, Value] = {
        "not_error_code": arguments.not_error_code,
        "not_severity": severity(store, arguments.not_severity),
        "not_service": arguments.not_service,
        "not_environment": arguments.not_environment,
        "not_file_contains": arguments.not_file_path,
        "not_message_contains": arguments.not_message_contains,
    }
    return _records(_found(store, arguments, {**_values(store, arguments), **without}), arguments, [])


def _of_file(store: Store, arguments: GetFileErrors) -> Records:
    found = _found(
        store, arguments, {"file_path": arguments.file_path, "severity": severity(store, arguments.severity)}
    )
    return _records(found, arguments, [] if found.total else files_like(store, arguments.file_path, found.as_of))


def _by_message(store: Store, arguments: SearchByMessage) -> Records:
    found = _found(
        store, arguments, {"message_contains": arguments.query, "severity": severity(store, arguments.severity)}
    )
    return _records(found, arguments, [])


def _values(store: Store, arguments: SearchErrorLogs) -> dict[str, Value]:
    return {
        "error_code": arguments.error_code,
        "severity": severity(store, arguments.severity),
        "file_contains": arguments.file_path,
        "message_contains": arguments.message_contains,
        "service": arguments.service,
        "environment": arguments.environment,
    }


def _found(store: Store, arguments: Spanned, values: dict[str, Value]) -> Found:
    bound: dict[str, Value] = {**values, "since": as_text(arguments.since), "until": as_text(arguments.until)}
    given = {name for name, value in bound.items() if value is not None}
    of_counts = next((each for each in map(query, _COUNTED) if given <= set(each.parameters)), None)
    rows, of_rows = (replace(query(name), timed_by="timestamp") for name in ("records", "records_cutoff"))
    cutoff = PageCutoff(of_rows, of_counts)
    return find(store, rows, bound, arguments, order=ORDER, moves=False, cutoff=cutoff)


def _records(found: Found, arguments: Spanned, like: list[str]) -> Records:
    cleaner = Cleaner()
    rows = [_record(row, cleaner) for row in found.rows]
    note = None if found.total else "No retained record matches. Drop a filter, or ask data_freshness what there is."
    return Records(rows=rows, note=note, did_you_mean=like, redactions=cleaner.redactions, **found.facts(arguments))


def _record(row: dict[str, Any], cleaner: Cleaner) -> Record:
    return Record(
        timestamp=row["timestamp"],
        error_code=cleaner.cut(row["error_code"], 200)[0],
        severity=row["severity"],
        service=cleaner.cut(row["service"], 200)[0],
        environment=cleaner.cut(row["environment"], 200)[0],
        record_id=row["record_id"],
        template_hash=row["template_hash"],
        log_text=cleaner.log_text(row),
    )


QUESTIONS = (
    Question(
        "search_error_logs",
        "Search error logs",
        "Single log records by code, severity, file, text, service and time, newest first. For counts use "
        "get_error_frequency; for what a code's messages look like analyze_error_pattern.",
        SearchErrorLogs,
        Records,
        _search,
    ),
    Question(
        "get_file_errors",
        "Errors of a source file",
        "Records that one source file reported, newest first. Needs the whole path; search_error_logs takes a part.",
        GetFileErrors,
        Records,
        _of_file,
    ),
    Question(
        "search_by_message",
        "Search by message",
        "Records whose message holds a text, newest first. Nothing in the text is a wildcard.",
        SearchByMessage,
        Records,
        _by_message,
    ),
    Question(
        "find_records",
        "Find records",
        "As search_error_logs, and what to leave out.",
        FindRecords,
        Records,
        _find,
        is_tool=False,
    ),
)
