"""A folder of 1,000 files of every format, hostile ones among them: every line accounted for, formats told apart.

What is known of a file comes from the generator (tests/formats/mixed), lines are counted by a plain reader.
"""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from deltalake import DeltaTable

from faultbook.cli import run_command_line
from faultbook.tables import RECORD_TABLES
from tests.formats.mixed.files import UNKNOWN, UNREADABLE, MixedFile, mixed_files

pytestmark = pytest.mark.verify

FILES = 1_000
SEEDS = (601, 602, 603)
"""Never used to mend: a kind that fails is mended with other seeds, and the next ones come here."""
LEAST_RIGHT = 0.99
LEDGER = ("source_file", "entry", "format", "lines", "headers", "blanks", "parsed", "rejected", "records", "detail")


@pytest.fixture(autouse=True)
def usual_settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAULTBOOK_CATALOG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


def stored(name: str, columns: tuple[str, ...]) -> list[dict]:
    path = next(Path(".lakehouse").glob(f"*/{name}"))
    return DeltaTable(str(path)).to_pyarrow_table(columns=list(columns)).to_pylist()


def landed(seed: int) -> dict[str, MixedFile]:
    files = {file.name: file for file in mixed_files(seed, FILES)}
    for file in files.values():
        path = Path("logs", file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return files


@pytest.mark.parametrize("seed", SEEDS)
def test_a_folder_of_everything(capsys, shown, seed):
    files = landed(seed)
    assert len(files) == FILES
    assert run_command_line(["ingest", "logs"]) == 0
    report = capsys.readouterr().out
    ledger = {row["source_file"]: row for row in stored("ingest_ledger", LEDGER)}
    assert_every_line_is_accounted_for(files, ledger)
    assert_rows_are_those_of_the_ledger(ledger)
    assert_clean_files_have_their_records(files, ledger)
    known = [file for file in files.values() if file.formats and file.content]
    wrong = [file for file in known if format_in(ledger, file) not in file.formats]
    share = 1 - len(wrong) / len(known)
    lines = (f"  {file.name} ({file.about}): {format_in(ledger, file)}" for file in wrong)
    shown("\n".join((f"seed {seed}: {share:.4f} of {len(known)} files right", *lines)))
    assert share >= LEAST_RIGHT
    assert [file.name for file in wrong if file.name not in report] == []
    # Nothing is left out without a word: what no format knows is named too.
    unknown = [name for name, row in ledger.items() if row["format"] == UNKNOWN and row["rejected"]]
    assert [name for name in unknown if name not in report] == []
    unreadable = Counter(row["detail"] for row in ledger.values() if row["entry"] == UNREADABLE)
    together = " ".join(report.split())
    for count in unreadable.values():
        assert f" {count} cannot be read" in together


def format_in(ledger: dict[str, dict], file: MixedFile) -> str | None:
    row = ledger.get(file.name)
    return None if row is None else UNREADABLE if row["entry"] == UNREADABLE else row["format"]


def assert_every_line_is_accounted_for(files: dict[str, MixedFile], ledger: dict[str, dict]) -> None:
    assert files.keys() == ledger.keys()
    left_out = {name for name, row in ledger.items() if row["entry"] == "left_out"}
    assert left_out == {name for name, file in files.items() if not file.content}
    for name, row in ledger.items():
        if name in left_out:
            continue
        assert row["lines"] == row["headers"] + row["blanks"] + row["parsed"] + row["rejected"], row
        assert row["lines"] == (files[name].lines or 0), (files[name].about, row)
        assert (row["entry"] == UNREADABLE) == (files[name].lines is None), (files[name].about, row)


def assert_rows_are_those_of_the_ledger(ledger: dict[str, dict]) -> None:
    """Lines of the stored rows, file by file."""
    parsed: defaultdict[str, int] = defaultdict(int)
    records: Counter[str] = Counter()
    for table in RECORD_TABLES:
        name = "source_file" if table.name == "error_logs_parsed" else "landed_file"
        for row in stored(table.name, (name, "line_count")):
            parsed[row[name]] += row["line_count"]
            records[row[name]] += 1
    rejected = Counter(
        row["source_file"] for row in stored("error_logs_rejected", ("source_file", "part")) if row["part"] is None
    )
    for name, row in ledger.items():
        found = (parsed[name], records[name], rejected[name])
        assert found == (row["parsed"], row["records"] or 0, row["rejected"]), (name, row)


def assert_clean_files_have_their_records(files: dict[str, MixedFile], ledger: dict[str, dict]) -> None:
    other = [
        (name, file.about, file.records, ledger[name]["records"], ledger[name]["format"])
        for name, file in files.items()
        if file.records is not None
        and ledger[name]["format"] in file.formats
        and ledger[name]["records"] != file.records
    ]
    assert other == []
