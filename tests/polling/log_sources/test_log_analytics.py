"""Rows of Log Analytics as ingest reads them, through the vendor's own client and a server on this machine."""

import json
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faultbook.catalog.log_sources import LogSourceEntry
from faultbook.polling.log_sources import LogPoll, LogSource, Outcome, poll_logs
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.log_analytics import LogAnalyticsReader
from tests.polling.log_sources.landed import micros, read_landed
from tests.polling.log_sources.loopback_vendors import OTHER_PARTIAL, WORKSPACE, Workspace, serving
from tests.polling.log_sources.vendor import Texts

NOW = datetime.fromisoformat("2026-02-03T10:30:00Z")
APP = {
    "TenantId": "string", "TimeGenerated": "datetime", "ExceptionType": "string", "OuterType": "string",
    "OuterMessage": "string", "InnermostType": "string", "InnermostMessage": "string", "Message": "string",
    "Details": "dynamic", "Properties": "dynamic", "OperationId": "string", "ParentId": "string",
    "AppRoleName": "string", "AppRoleInstance": "string", "ItemCount": "int", "SeverityLevel": "int",
    "ProblemId": "string", "_ResourceId": "string", "Type": "string",
}  # fmt: skip
EXCEPTION = {
    "TimeGenerated": "2026-02-03T10:11:12.1234567Z",
    "ExceptionType": "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
    "OuterType": "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
    "OuterMessage": "Exception while executing function: Functions.Orders",
    "InnermostType": "System.TimeoutException",
    "InnermostMessage": "no answer of the bank within 30 s",
    "Message": "",
    "Details": json.dumps(
        [
            {"id": "1", "outerId": "0", "type": "Host.FunctionInvocationException", "message": "Exception while",
             "parsedStack": [{"level": 0, "method": "Host.Execute", "fileName": "Host.cs", "line": 7}]},
            {"id": "2", "outerId": "1", "type": "System.TimeoutException", "message": "no answer",
             "parsedStack": [{"level": 0, "method": "Shop.Bank.Pay", "fileName": "Bank.cs", "line": 25}]},
        ]
    ),
    "Properties": '{"Category":"Function.Orders","InvocationId":"5d1c","prop__amount":"12"}',
    "OperationId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "ParentId": "00f067aa0ba902b7",
    "AppRoleName": "shop-functions",
    "AppRoleInstance": "i-1",
    "ItemCount": 5,
    "SeverityLevel": 3,
    "ProblemId": "System.TimeoutException at Shop.Bank.Pay",
    "_ResourceId": "/subscriptions/s/resourcegroups/g/providers/microsoft.insights/components/shop",
    "Type": "AppExceptions",
    "TenantId": WORKSPACE,
}  # fmt: skip


class Token:
    def get_token(self, *scopes: str, **options: Any):
        from azure.core.credentials import AccessToken  # noqa: PLC0415

        return AccessToken("token-of-the-test", 4_000_000_000)


def entry_of(table: str, **given: Any) -> LogSourceEntry:
    where = {"where": given.pop("where")} if "where" in given else {}
    return LogSourceEntry.model_validate(
        {"name": "shop", "log_analytics": {"workspace": WORKSPACE, "table": table, **where}, **given}
    )


def poll(workspace: Workspace, folder: Path, entry: LogSourceEntry, texts: Texts | None = None, now=NOW) -> LogPoll:
    with serving(workspace) as address:
        source = LogSource(
            name=entry.name,
            reader=lambda: LogAnalyticsReader(entry, Token(), endpoint=address, retry_backoff_factor=0, retry_total=1),
            every=entry.every,
            settle=entry.settle,
            recheck=entry.recheck,
            start=entry.start,
        )
        (result,) = poll_logs([source], watermarks=texts or Texts(), sink=LandingFolder(folder), clock=lambda: now)
    return result


def records_of(folder: Path) -> list[dict[str, Any]]:
    return [record.fields for found in read_landed(folder).values() for record in found.records]


def test_an_exception_arrives_with_the_innermost_text_its_trace_and_its_operation(tmp_path):
    workspace = Workspace(APP, [("2026-02-03T10:12:30.1234567Z", EXCEPTION)])
    result = poll(workspace, tmp_path, entry_of("AppExceptions", environment="prod"))

    assert (result.outcome, result.rows, result.files) == (Outcome.OK, 1, 1)
    (record,) = records_of(tmp_path)
    metadata = json.loads(record.pop("metadata"))
    assert record == record | {
        "timestamp": micros("2026-02-03T10:11:12.123456Z"),
        "message": "no answer of the bank within 30 s",
        "severity": "Error",
        "level": "Error",
        "exception_type": "System.TimeoutException",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "parent_span_id": "00f067aa0ba902b7",
        "service": "shop-functions",
        "environment": "prod",
        "host": "i-1",
        "logger_name": "Function.Orders",
        "request_id": "5d1c",
        "source_type": "AppExceptions",
    }
    assert "at Shop.Bank.Pay() in Bank.cs:line 25" in record["stack_trace"]
    assert metadata["item_count"] == "5"
    assert metadata["resource_id"] == EXCEPTION["_ResourceId"]
    assert metadata["columns"]["SeverityLevel"] == 3
    assert metadata["columns"]["Properties"]["prop__amount"] == "12"
    assert "Details" not in metadata["columns"]
    (name,) = read_landed(tmp_path)
    assert name.startswith("shop/2026-02-03/")


TABLES = [
    (
        "AppTraces",
        {"Message": "cache is cold", "SeverityLevel": 2, "OperationId": "op"},
        {"message": "cache is cold", "severity": "Warning", "trace_id": "op"},
    ),
    (
        "FunctionAppLogs",
        {"Message": "failed", "ExceptionMessage": "", "Level": "", "LevelId": 4, "FunctionName": "Orders"},
        {"message": "failed", "severity": "Error", "service": "Orders"},
    ),
    (
        "FunctionAppLogs",
        {"Message": "up", "Level": "Information", "LevelId": 2, "AppName": "a", "FunctionInvocationId": "f1"},
        {"message": "up", "severity": "Info", "service": "a", "request_id": "f1"},
    ),
    (
        "AppDependencies",
        {"DependencyType": "SQL", "Name": "orders", "Target": "db1", "ResultCode": "18", "Success": False, "Id": "s1"},
        {"message": "SQL orders at db1 failed: 18", "severity": "Error", "span_id": "s1"},
    ),
    (
        "AppServiceConsoleLogs",
        {"ResultDescription": "2026-02-03 10:11:12,5 INFO worker is up", "Level": "Error", "Host": "h"},
        {"message": "2026-02-03 10:11:12,5 INFO worker is up", "severity": "Info", "host": "h"},
    ),
    (
        "AppServiceConsoleLogs",
        {"ResultDescription": "Segmentation fault", "Level": "Error"},
        {"message": "Segmentation fault", "severity": "Error"},
    ),
    (
        "AppServiceConsoleLogs",
        {"ResultDescription": '{"level":"warn","msg":"slow","timestamp":"today"}', "Level": "Error"},
        {"message": "slow", "severity": "Warning"},
    ),
    (
        "ADFActivityRun",
        {"ErrorMessage": "ErrorCode=UserErrorSourceBlobNotExist,'x'", "ErrorCode": "U2200", "Status": "Failed",
         "PipelineName": "load", "ActivityName": "copy", "PipelineRunId": "p1", "ActivityRunId": "a1", "Level": "x"},
        {"message": "ErrorCode=UserErrorSourceBlobNotExist,'x'", "severity": "Error", "service": "load",
         "correlation_id": "p1", "request_id": "a1", "error_code": "U2200"},
    ),
    (
        "SynapseIntegrationActivityRuns",
        {"PipelineName": "load", "ActivityName": "copy", "Status": "Failed"},
        {"message": "load copy: Failed", "severity": "Error"},
    ),
    (
        "DatabricksJobs",
        {"ActionName": "runFailed", "ServiceName": "jobs", "Response": '{"statusCode":200}',
         "RequestParams": '{"runId":"77","jobTerminalState":"Failed"}', "Identity": '{"email":"ann@example.com"}'},
        {"message": "jobs runFailed Failed", "severity": "Error", "correlation_id": "77", "http_status": 200},
    ),
    (
        "DatabricksClusters",
        {"ActionName": "create", "ServiceName": "clusters",
         "Response": '{"statusCode":403,"errorMessage":"You are not authorized to create clusters."}'},
        {"message": "You are not authorized to create clusters.", "severity": "Error", "http_status": 403},
    ),
    (
        "ContainerLogV2",
        {"LogMessage": "oom", "LogLevel": "critical", "PodName": "p1", "ContainerName": "api"},
        {"message": "oom", "severity": "Critical", "service": "api", "host": "p1"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "expected"), TABLES)
def test_rows_of_a_table_are_records(tmp_path, table, row, expected):
    kinds = {bool: "bool", int: "int", str: "string"}
    columns = {"TimeGenerated": "datetime", **{name: kinds[type(value)] for name, value in row.items()}}
    rows = [("2026-02-03T10:12:30Z", {"TimeGenerated": "2026-02-03T10:11:12Z", **row})]
    poll(Workspace(columns, rows), tmp_path, entry_of(table))

    (record,) = records_of(tmp_path)
    assert record == record | expected
    assert record["timestamp"] == micros("2026-02-03T10:11:12Z")
    assert record["source_type"] == table


def test_a_table_of_ones_own_is_a_line_and_a_row_without_a_text_is_a_reject(tmp_path):
    columns = {"TimeGenerated": "datetime", "Wert_s": "string", "Stufe_s": "string"}
    row = {"TimeGenerated": "2026-02-03T10:11:12Z"}
    rows = [
        ("2026-02-03T10:12:30Z", {**row, "Wert_s": "Platte voll", "Stufe_s": "FEHLER"}),
        ("2026-02-03T10:12:31Z", row),
    ]
    given = {"fields": {"message": "Wert_s", "level": "Stufe_s"}, "levels": {"FEHLER": "Error"}}
    poll(Workspace(columns, rows), tmp_path, entry_of("Betrieb_CL", **given))

    (found,) = read_landed(tmp_path).values()
    assert [(each.fields["message"], each.fields["severity"]) for each in found.records] == [("Platte voll", "Error")]
    assert [reject.reason for reject in found.rejects] == ["missing_field"]


def test_a_window_that_is_too_large_is_read_in_halves(tmp_path):
    rows = [(f"2026-02-03T10:1{minute}:30Z", {**EXCEPTION, "OperationId": str(minute)}) for minute in range(8)]
    workspace = Workspace(APP, rows, most_rows=2)
    result = poll(workspace, tmp_path, entry_of("AppExceptions"))

    assert (result.outcome, result.rows, result.files) == (Outcome.OK, 8, 1)
    assert {record["trace_id"] for record in records_of(tmp_path)} == {str(minute) for minute in range(8)}


def test_rows_of_one_instant_that_are_too_many_are_named(tmp_path):
    rows = [("2026-02-03T10:12:30Z", {**EXCEPTION, "OperationId": str(number)}) for number in range(3)]
    result = poll(Workspace(APP, rows, most_rows=2), tmp_path, entry_of("AppExceptions"))

    assert result.outcome is Outcome.FAILED
    assert "than one answer holds" in result.detail
    assert read_landed(tmp_path) == {}


SECRET = "dapi0123456789abcdef0123456789abcdef"
FAILURES = [
    ((200, {}, {"tables": [], "error": OTHER_PARTIAL}), Outcome.PARTIAL, "a part only"),
    ((403, {}, {"error": {"code": "InsufficientAccessError", "message": SECRET}}), Outcome.DENIED, "Data Reader"),
    ((401, {}, {"error": {"code": "AuthorizationRequiredError", "message": SECRET}}), Outcome.DENIED, ""),
    ((429, {"Retry-After": "0"}, {"error": {"code": "429", "message": SECRET}}), Outcome.THROTTLED, "429"),
    (
        (400, {}, {"error": {"code": "BadArgumentError", "message": f"Failed to resolve table X {SECRET}"}}),
        Outcome.FAILED,
        "Failed to resolve table",
    ),
    ((503, {}, {"error": {"code": "Unavailable", "message": SECRET}}), Outcome.UNREACHABLE, "503"),
]


@pytest.mark.parametrize(("answer", "outcome", "named"), FAILURES)
def test_a_failure_is_named_moves_no_watermark_and_lands_nothing(tmp_path, answer, outcome, named):
    workspace = Workspace(APP, [("2026-02-03T10:12:30Z", EXCEPTION)], next=deque([answer] * 2))
    texts = Texts()
    result = poll(workspace, tmp_path, entry_of("AppExceptions", start="20m"), texts)

    assert result.outcome is outcome
    assert named in result.detail
    assert SECRET not in result.detail + texts.texts["shop"]
    assert result.watermark == datetime.fromisoformat("2026-02-03T10:10:00Z")
    assert read_landed(tmp_path) == {}

    workspace.next.clear()
    later = poll(workspace, tmp_path, entry_of("AppExceptions", start="20m"), texts, NOW + timedelta(hours=2))
    assert (later.outcome, later.rows) == (Outcome.OK, 1)


def test_no_server_is_unreachable(tmp_path):
    entry = entry_of("AppExceptions")
    with serving(Workspace(APP)) as address:
        pass
    reader = LogAnalyticsReader(entry, Token(), endpoint=address, retry_total=0)
    source = LogSource("shop", lambda: reader, entry.every, entry.settle, entry.recheck, entry.start)
    (result,) = poll_logs([source], watermarks=Texts(), sink=LandingFolder(tmp_path), clock=lambda: NOW)
    assert result.outcome is Outcome.UNREACHABLE


def test_queries_are_bounded_by_both_clocks(tmp_path):
    workspace = Workspace(APP)
    poll(workspace, tmp_path, entry_of("ADFActivityRun", start="20m"))
    query = workspace.queries[0]
    assert query["query"].splitlines() == [
        "ADFActivityRun",
        "| where ingestion_time() >= datetime(2026-02-03T10:10:00.000000Z) and "
        "ingestion_time() < datetime(2026-02-03T10:20:00.000000Z)",
        '| where Status == "Failed"',
        "| extend faultbook_ingested_at = ingestion_time()",
    ]
    start, end = query["timespan"].split("/")
    assert (start[:13], end[:13]) == ("2026-02-01T09", "2026-02-04T11")
