"""`show`, `tables` and `rejects` as a user types them: what goes to which stream, exit codes, hostile text."""

import csv
import io
import json
import subprocess
import sys

import pytest

from faultbook.cli import run_command_line
from tests.stores.small_lakehouse import append, batch, counts, ledger, make_lakehouse

HOSTILE = "\x1b]0;owned\x07 [bold red]x[/] :bomb: \x9b31m \u202e 😀\0 tab\there"


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    reject = {"batch_id": 1, "reason": "bad_encoding", "source_file": "a.log", "raw": HOSTILE.encode() + b"\xff\\"}
    return make_lakehouse(
        tmp_path_factory.mktemp("lakehouse"),
        ingest_ledger=[ledger(1)],
        ingest_batches=[batch(1)],
        error_counts=[counts(1, f"CC-{number:04}", 10 * number) for number in range(1, 31)],
        error_logs_parsed=[{"batch_id": 1, "severity": "Error", "message": HOSTILE}],
        error_logs_rejected=[
            reject,
            reject
            | {"reason": "too_long", "raw": b"x" * 5_000, "raw_bytes": 5_000, "detail": "only the beginning is kept"},
        ],
    )


@pytest.fixture
def command(lakehouse, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*words: str, folder=lakehouse) -> tuple[int, str, str]:
        code = run_command_line([*words, "--lakehouse", str(folder)])
        return code, *capsys.readouterr()

    return run


def test_a_table_to_look_at_and_the_total_beside_it(command):
    code, out, remark = command("show", "error_counts", "--columns", "error_code,occurrence_count", "--limit", "3")

    assert code == 0
    assert [line.rstrip() for line in out.splitlines()] == [
        "error_code  occurrence_count",
        "──────────────────────────────────────────",
        "CC-0030                  300  ████████████",
        "CC-0029                  290  ███████████▋",
        "CC-0028                  280  ███████████▎",
    ]
    assert remark == "3 of 30 rows\n"


def test_json_is_one_array(command):
    _, out, _ = command("show", "error_counts", "--where", "error_code=CC-0007", "--format", "json")

    [row] = json.loads(out)
    assert (row["occurrence_count"], row["hour"]) == (70, "2026-02-03T12:00:00Z")


def test_csv_is_what_others_read(command):
    _, out, _ = command("show", "error_logs_parsed", "--format", "csv", "--columns", "message,code_hint")

    assert list(csv.reader(io.StringIO(out.replace("\0", "NUL"), newline=""))) == [
        ["message", "code_hint"],
        [HOSTILE.replace("\0", "NUL"), ""],
    ]


def test_nothing_found_is_an_empty_array_and_no_error(command):
    assert command("show", "error_counts", "--where", "error_code=none", "--format", "json")[:2] == (0, "[]\n")


def test_conditions_may_be_repeated(command):
    words = ("--where", "occurrence_count > 280", "--where", "error_code != 'CC-0030'", "--format", "json")

    assert [row["error_code"] for row in json.loads(command("show", "error_counts", *words)[1])] == ["CC-0029"]


def test_order_and_all_rows(command):
    _, out, remark = command("show", "error_counts", "--order", "occurrence_count", "--limit", "0", "--format", "csv")

    assert out.splitlines()[1].split(",")[4] == "CC-0001"
    assert remark == "30 of 30 rows\n"


@pytest.mark.parametrize("words", [("show", "error_logs_parsed", "--columns", "message"), ("rejects",)])
def test_hostile_text_reaches_the_terminal_as_text(command, words):
    _, out, _ = command(*words)

    assert all(line.isprintable() for line in out.splitlines())
    assert "[bold red]x[/] :bomb:" in out


def test_columns_that_do_not_fit_are_named(command):
    assert "Not shown for want of width: first_occurrence" in command("show", "error_counts")[2]


WRONG = [
    (("show", "error_count"), 2, "Did you mean error_counts?"),
    (("show", "error_counts", "--where", "nosuch = 1"), 2, "Columns: hour, service"),
    (("show", "error_counts", "--where", "1=1; drop table x"), 2, "is no condition"),
    (("show", "error_counts", "--columns", "error"), 2, "no column 'error'"),
    (("show", "error_counts", "--format", "xml"), 2, "xml"),
    (("show", "error_counts", "--limit", "-1"), 2, "limit"),
]


@pytest.mark.parametrize(("words", "code", "text"), WRONG)
def test_wrong_usage_is_one_message_and_exit_code_2(command, words, code, text):
    found, out, message = command(*words)

    assert (found, out) == (code, "")
    assert text in message
    assert "Traceback" not in message


@pytest.mark.parametrize("words", [("show", "error_counts"), ("tables",), ("rejects",)])
def test_without_a_lakehouse_the_command_that_makes_one_is_named(command, tmp_path, words):
    code, _, message = command(*words, folder=tmp_path / "nowhere")

    assert code == 3
    assert "faultbook run setup" in message


def test_tables_lists_what_there_is(command):
    _, out, _ = command("tables", "--format", "json")

    listed = {row["name"]: row for row in json.loads(out)}
    assert (listed["error_counts"]["rows"], listed["error_counts"]["newest_batch"]) == (30, 1)
    assert "error_counts" in command("tables")[1]


def test_rejects_begin_with_the_reasons_and_end_with_what_to_do(command):
    _, out, remark = command("rejects")

    reasons, *rejects = out.split("\n\n")
    assert [line.split()[:2] for line in reasons.splitlines()[2:]] == [["bad_encoding", "1"], ["too_long", "1"]]
    assert rejects[1] == f"too_long  a.log, 5,000 bytes\nonly the beginning is kept\n| {'x' * 97}…\n"
    assert "2 of 2 rejects" in remark
    assert "faultbook run reprocess" in remark


def test_raw_bytes_of_a_reject_can_be_undone(command):
    _, out, _ = command("rejects", "--reason", "bad_encoding", "--format", "json")

    [row] = json.loads(out)
    assert row["raw"].startswith("\\x1b]0;owned\\x07 [bold red]")
    assert row["raw"].endswith("😀\\x00 tab\\there\\xff\\\\")


def test_no_rejects_is_one_remark(tmp_path, command):
    folder = make_lakehouse(tmp_path)
    append(folder, "ingest_ledger", [ledger(1)])

    assert command("rejects", folder=folder) == (0, "", "No rejects.\n")


def test_questions_import_neither_spark_nor_pandas_nor_pyarrow(lakehouse):
    program = (
        "import sys; from faultbook.cli import run_command_line as run; "
        f"code = run(['show', 'error_counts', '--lakehouse', {str(lakehouse)!r}]); "
        "print(code, sorted({'pyspark', 'pandas', 'pyarrow'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[-1] == "0 []"


@pytest.mark.parametrize("words", [("show", "--help"), ("tables", "--help"), ("rejects", "--help")])
def test_help_teaches_by_example(capsys, words):
    assert run_command_line(list(words)) == 0
    assert "Example: faultbook" in capsys.readouterr().out
