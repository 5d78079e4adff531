"""Rows of tab-separated records: each as if it were the only one."""

import pyarrow as pa
import pytest

from faultbook.faults.reading import RecordReader
from faultbook.formats.port import Record
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.transforms.landed.error_columns import ErrorColumns
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.landed_text import text_of_content
from faultbook.transforms.landed.row_values import LabelledFile
from tests.transforms.landed.test_file_reader import VALUES

LINES = (
    "2026-02-03T10:00:00Z\tA-1\ta.py\tError\tfailed 7 of user_id=4821",
    "2026-02-03T10:00:01Z\tA-2\tb.py\t\tHTTP 503, password=x9y8z7w6",
    "Traceback (most recent call last):",
    '  File "/app/shop/db.py", line 7, in read',
    "ValueError: no",
    "2026-02-03T10:00:02+01:00\tA-99999999999\tbob@example.com\tannounce bob@example.com\tfailed 8",
    "\tat a.b.C(C.java:1)",
    "2026-02-03T10:00:03Z\tA\ta.py\tWarning\t",
)


def records() -> list[Record]:
    content = "\n".join(LINES).encode()
    found = list(FileReader(VALUES).results(text_of_content("a.log", 0, content)))
    assert [type(each) for each in found] == [Record] * 4
    return found


@pytest.mark.parametrize("fields", [{}, {"environment": "prod", "level": "fatal", "user_id": "7"}], ids=["", "shared"])
def test_rows_of_many_records_are_those_of_each_alone(fields):
    file = LabelledFile("shop/a.log", "shop", "test", TAB_SEPARATED.name, fields)
    together = ErrorColumns(RecordReader(), VALUES)
    whole = together.columns(together.rows(records(), file))
    single = []
    for record in records():
        alone = ErrorColumns(RecordReader(), VALUES)
        single.append(alone.columns(alone.rows([record], file)))
    assert pa.Table.from_batches([whole]) == pa.Table.from_batches(single).combine_chunks()
    [first, second, third, last] = whole.to_pylist()
    assert first["user_id"] == fields.get("user_id", "4821")
    assert (second["code_hint"], third["error_code_numeric"]) == ("HTTP 503", None)
    assert (second["exception_type"], first["stack_trace"], last["message"]) == ("ValueError", None, "")
    assert third["file_path"] == "[email]"
    assert [row["level"] for row in (first, second)] == ["Error", fields.get("level")]
    assert {row["environment"] for row in (first, last)} == {fields.get("environment", "test")}


def test_a_batch_of_several_files_names_each():
    columns = ErrorColumns(RecordReader(), VALUES)
    rows = [
        row
        for name in ("a", "b")
        for row in columns.rows(records(), LabelledFile(f"{name}.log", name, "test", TAB_SEPARATED.name, {}))
    ]
    found = columns.columns(rows).to_pylist()
    assert [row["source_file"] for row in found] == ["a.log"] * 4 + ["b.log"] * 4
    assert len({row["event_id"] for row in found}) == 8


def test_no_record_is_a_batch_without_rows():
    columns = ErrorColumns(RecordReader(), VALUES)
    assert columns.columns(columns.rows([], LabelledFile("a.log", "a", "test", TAB_SEPARATED.name, {}))).num_rows == 0
