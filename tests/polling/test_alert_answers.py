"""Which row of an answer tells what failed, and how it is read, for the shapes that the vendor documents."""

import random
from typing import Any

import pytest

from faultbook.events.reading import read_message
from faultbook.events.shipped import shipped_definitions
from faultbook.polling.alert_rows.answers import NoRows, PartialAnswer, WrongAnswer, rows_of
from faultbook.polling.port import Item
from tests.polling.log_sources.loopback_vendors import OTHER_PARTIAL
from tests.polling.log_sources.test_log_analytics import EXCEPTION

COPY = (
    "ErrorCode=UserErrorSourceBlobNotExist,'Type=Microsoft.DataTransfer.Common.Shared.HybridDeliveryException,"
    "Message=The required Blob is missing.,Source=Microsoft.DataTransfer.ClientLibrary,'"
)
READ = [
    ("AppExceptions | where x", EXCEPTION, {"message": "no answer of the bank within 30 s", "service": "shop-functions",
     "error_type": "System.TimeoutException"}),
    ("AppExceptions | project OuterMessage, OuterType", {"OuterMessage": "no disk", "OuterType": "IOException"},
     {"message": "no disk", "error_type": "IOException"}),
    ("exceptions | where x", {"itemType": "exception", "type": "E", "outerMessage": "wrapped", "innermostMessage":
     "the cause", "innermostType": "Inner", "cloud_RoleName": "shop", "severityLevel": 3, "timestamp":
     "2026-02-03T10:00:00Z", "details": '[{"type":"Inner","message":"the cause","rawStack":"at a.b"}]'},
     {"message": "the cause", "error_type": "Inner", "service": "shop", "stack_trace": "Inner: the cause\nat a.b"}),
    ("let a = 1; AppTraces | where x", {"Message": "cache is cold", "SeverityLevel": 2}, {"message": "cache is cold"}),
    ("union *", {"Type": "FunctionAppLogs", "Message": "Executed", "ExceptionMessage": "boom", "ExceptionType": "E",
     "ExceptionDetails": "at x", "FunctionName": "Orders"},
     {"message": "boom", "error_type": "E", "stack_trace": "at x", "service": "Orders"}),
    ("ADFActivityRun", {"ErrorMessage": COPY, "ErrorCode": "2200", "FailureType": "UserError", "PipelineName": "copy",
     "PipelineRunId": "r1", "ActivityName": "Copy blob", "ActivityRunId": "a1", "Status": "Failed"},
     {"message": "The required Blob is missing.", "error_code": "UserErrorSourceBlobNotExist", "failure_type":
      "UserError", "pipeline": "copy", "pipeline_run_id": "r1", "activity": "Copy blob", "activity_run_id": "a1",
      "error_type": "Microsoft.DataTransfer.Common.Shared.HybridDeliveryException"}),
    ("ADFPipelineRun", {"ErrorMessage": "no quota", "ErrorCode": "429", "PipelineName": "copy", "RunId": "r1"},
     {"message": "no quota", "error_code": "429", "pipeline_run_id": "r1"}),
    ("Plant_CL", {"MessageId": "7", "Machine_s": "m1", "ValidationText_s": "valve is open"},
     {"message": "valve is open"}),
    ("Heartbeat | summarize count() by Computer", {"Computer": "c", "count_": 3}, {"message": None}),
]  # fmt: skip


def answer(*rows: dict[str, Any]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [{"name": name, "type": "string"} for name in names]
    return {
        "tables": [{"name": "PrimaryResult", "columns": columns, "rows": [[row.get(n) for n in names] for row in rows]}]
    }


@pytest.mark.parametrize(("query", "row", "expected"), READ, ids=[query for query, _, _ in READ])
def test_a_row_of_each_table_is_read_as_a_report(query, row, expected):
    found = rows_of(answer(row), query)
    body = {"linked_alert": {"event_key": "azure-alert/x/1"}, "record": found.record, "row": found.row}
    reading = read_message(Item("k", body).content.decode(), "azure-alert-rows", {}, shipped_definitions())
    (report,) = reading.reports
    assert report.event_key == "azure-alert/x/1"
    assert {name: report.texts[name] for name in expected} == expected


def test_the_text_that_most_rows_of_the_highest_severity_have_is_shown_whatever_their_order():
    rows = [
        *({"Message": "starts", "SeverityLevel": 1, "n": n} for n in range(9)),
        *({"Message": "rare", "SeverityLevel": 3, "n": n} for n in range(2)),
        *({"Message": "often", "SeverityLevel": 3, "TimeGenerated": f"2026-02-03T10:0{9 - n}:00Z"} for n in range(4)),
    ]
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        found = rows_of(answer(*rows), "AppTraces")
        assert (found.record["message"], found.rows, found.same) == ("often", 15, 4)
        assert found.row["TimeGenerated"] == found.first_at == "2026-02-03T10:06:00Z"
        assert found.last_at == "2026-02-03T10:09:00Z"


def test_a_row_without_a_level_counts_before_warnings_and_one_without_a_text_last():
    warning, plain = {"Message": "slow", "Level": "Warning"}, {"Message": "down"}
    assert rows_of(answer(warning, warning, plain, {"Level": "Error"}), "X_CL").record["message"] == "down"


@pytest.mark.parametrize(
    ("found", "failure"),
    [
        ({"tables": [{"columns": [], "rows": []}]}, NoRows),
        (answer(EXCEPTION) | {"error": OTHER_PARTIAL}, PartialAnswer),
        ({}, WrongAnswer),
        ({"tables": [{"rows": "x"}]}, WrongAnswer),
        ({"value": {"requests/count": {"sum": 1}}}, WrongAnswer),
    ],
)
def test_what_is_no_whole_table_with_rows_is_no_answer(found, failure):
    with pytest.raises(failure):
        rows_of(found, "AppExceptions")
