"""Tables of the two oldest formats hold what they held when Spark expressions read each line by itself.

EXCEPT ALL both ways, over the columns that both have. What differs on purpose, and is taken out here by its rule:

- stack-trace lines below a record: they were rejects, they are lines of that record, whose identity they change;
- a mark at the beginning of a file, and files of another format: none of the files here has them;
- what a better reading of loggers gives: objects with such fields are not among the lines (is_compared), but for
  `pid`, whose value must be the same at its new place (WITH_PROCESS);
- texts that Spark took for an empty object: the reject is bad_json instead of missing_field;
- characters beyond U+FFFF in the text of an inner object: they were escapes (is_as_before);
- what a bad timestamp is found to be is shown without the white space around it.
"""

from pathlib import Path

import duckdb
import pytest
from faultbook_samples import logs as loggen
from faultbook_samples.logs.structured import JsonOptions, write_json

from tests.formats.json_lines import hostile_lines as json_hostile
from tests.formats.json_lines.test_equal_to_spark import is_compared
from tests.formats.tab_separated import hostile_lines as tab_hostile
from tests.oracles.as_before import write_before, write_now

LINES_OF_A_FILE = 10_000
OF_THE_LINE = ("timestamp", "error_code", "file_path", "severity", "level", "message", "source_file", "service")
"""What a stack trace below a record does not change."""


BETTER_LEVELS = ("severitynumber", "severity_number", "lineno", "pathname", "funcname", "processname", "levelno")
"""OpenTelemetry's number counts where its text is no level; a level beside Python's names is a number of Python's."""
WITH_PROCESS = r"""* REPLACE (
  CASE WHEN regexp_full_match(metadata, '\{"pid":\d+\}') THEN NULL
       ELSE regexp_replace(metadata, '^\{"pid":\d+,', '{') END AS metadata),
  nullif(regexp_extract(metadata, '^\{"pid":(\d+)[,}]', 1), '') AS process_id"""
"""The columns of before, with the number of the process where it is now: it was the first of the metadata."""


def hostile_files(landing: Path, count: int, seed: int) -> list[Path]:
    """So many lines, half of each format."""
    files = []
    for number in range(max(1, count // 2 // LINES_OF_A_FILE)):
        lines = [*tab_hostile.lines(LINES_OF_A_FILE, seed + number)]
        objects = json_hostile.lines(LINES_OF_A_FILE * 2, seed + number)
        compared = [line.encode() for line in objects if is_as_before(line)][:LINES_OF_A_FILE]
        for name, content in ((f"shop/{number}.log", lines), (f"{number}.jsonl", compared)):
            path = landing / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\n".join(content) + b"\n")
            files.append(path)
    return files


def is_as_before(line: str) -> bool:
    """False for lines that are read in another way on purpose: the rules above."""
    escaped = line.count("{") > 1 and ("\U0001f600" in line or "\\ud83d" in line)
    return is_compared(line) and not escaped and not any(name in line.lower() for name in BETTER_LEVELS)


def ordinary_files(landing: Path, count: int, seed: int) -> list[Path]:
    """So many records, half of each format."""
    loggen.write(landing / "errors", loggen.Options(files=20, records=count // 2, seed=seed))
    write_json(landing / "json", JsonOptions(files=20, records=count // 2, seed=seed))
    return sorted((*landing.rglob("*.log"), *landing.rglob("*.jsonl")))


@pytest.fixture
def compared(spark, tmp_path, shown):
    """A function that reads files both ways and returns what is not the same."""

    def compare(files: list[Path], landing: Path) -> dict[str, list]:
        write_before(spark, files, landing, tmp_path / "before")
        write_now(files, landing, tmp_path / "now")
        with duckdb.connect() as connection:
            comparison = Comparison(connection, tmp_path)
            found = comparison.differences()
            shown(comparison.counts())
        return {name: rows for name, rows in found.items() if rows}

    return compare


class Comparison:
    """Rows of before and now as views of DuckDB."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        """`folder` contains `before` and `now`."""
        self.run = connection.execute
        self.kinds = [kind for kind in ("tsv", "json") if (folder / "before" / kind).exists()]
        for when in ("before", "now"):
            for kind in self.kinds:
                for name in (kind, f"{kind}_rejects"):
                    self.run(f"CREATE VIEW {when}_{name} AS {self._rows(folder / when / name, name)}")

    @staticmethod
    def _rows(folder: Path, name: str) -> str:
        """The rows of a folder. Where none were read now, there is no file: then none in the columns of before."""
        if not any(folder.glob("*.parquet")):
            return f"FROM before_{name} WHERE false"
        rows = f"FROM read_parquet('{folder}/*.parquet')"
        return f"SELECT {WITH_PROCESS} {rows}" if folder.parent.name == "before" and name == "json" else rows

    def columns(self, name: str) -> str:
        """The columns that both have."""
        both = [{row[0] for row in self.run(f"DESCRIBE {when}_{name}").fetchall()} for when in ("before", "now")]
        assert both[0] <= both[1]
        return ", ".join(sorted(both[0]))

    def differences(self) -> dict[str, list]:
        """Up to five rows of each difference that no rule above allows."""
        found = {}
        for kind in self.kinds:
            columns = self.columns(kind)
            traced = "stack_trace IS NOT NULL AND line_count > 1" if kind == "tsv" else "false"
            of_line = ", ".join(OF_THE_LINE) if kind == "tsv" else columns
            self.run(f"CREATE TABLE other_{kind} AS SELECT {columns} FROM before_{kind} EXCEPT ALL "
                     f"SELECT {columns} FROM now_{kind} WHERE NOT ({traced})")  # fmt: skip
            old, new = f"SELECT {of_line} FROM other_{kind}", f"SELECT {of_line} FROM now_{kind} WHERE {traced}"
            found |= self._both_ways(f"{kind} records", old, new)
            found |= self._both_ways(
                f"{kind} without a trace",
                f"SELECT {columns} FROM now_{kind} WHERE NOT ({traced})",
                f"(SELECT {columns} FROM before_{kind} EXCEPT ALL SELECT {columns} FROM other_{kind})",
            )
            found |= self._rejects(kind)
        return found

    def _rejects(self, kind: str) -> dict[str, list]:
        of_line = "source_file, raw, raw_bytes, truncated, line_hash"
        trimmed = "regexp_replace(detail, '^found '' *(.*?) *'', expected', 'found ''\\1'', expected')"
        detail = f"{trimmed} AS detail" if kind == "json" else "detail"
        columns = f"{of_line}, reason, {detail}"
        for table, one, other in (("gone", "before", "now"), ("came", "now", "before")):
            self.run(f"CREATE TABLE {table}_{kind} AS SELECT {columns} FROM {one}_{kind}_rejects EXCEPT ALL "
                     f"SELECT {columns} FROM {other}_{kind}_rejects")  # fmt: skip
        return (
            self._json_rejects(of_line, f"{of_line}, reason, detail") if kind == "json" else self._tsv_rejects(of_line)
        )

    def _json_rejects(self, of_line: str, columns: str) -> dict[str, list]:
        gone, came = "gone_json WHERE reason", "came_json WHERE reason"
        return self._both_ways(
            "json rejects",
            f"SELECT {columns} FROM {gone} <> 'missing_field'",
            f"SELECT {columns} FROM {came} <> 'bad_json'",
        ) | self._both_ways(
            "json rejects by another reason",
            f"SELECT {of_line} FROM {gone} = 'missing_field'",
            f"SELECT {of_line} FROM {came} = 'bad_json'",
        )

    def _tsv_rejects(self, of_line: str) -> dict[str, list]:
        """What is gone are lines of traces; below no record such a line is still a reject, in other words."""
        lines = f"SELECT {of_line} FROM"
        counted = "SELECT (SELECT count(*) FROM gone_tsv) - (SELECT count(*) FROM came_tsv), sum(line_count - 1)"
        gone, of_traces = self.run(f"{counted} FROM now_tsv").fetchone()
        return {
            "tsv rejects that are new": self.run(f"{lines} came_tsv EXCEPT ALL {lines} gone_tsv LIMIT 5").fetchall(),
            "tsv rejects by another reason": self.run(
                "FROM came_tsv WHERE reason NOT IN ('continuation', 'record_too_long') LIMIT 5"
            ).fetchall(),
            "tsv rejects that are gone": self.run(
                "FROM gone_tsv WHERE reason <> 'continuation' "
                "AND NOT regexp_matches(raw::VARCHAR, '^( |\\\\x09)') LIMIT 5"
            ).fetchall(),
            "lines of traces": [] if gone == (of_traces or 0) else [(gone, of_traces)],
        }

    def _both_ways(self, name: str, old: str, new: str) -> dict[str, list]:
        return {
            f"{name}, {way}": self.run(f"FROM ({one} EXCEPT ALL {other}) LIMIT 5").fetchall()
            for way, one, other in (("only before", old, new), ("only now", new, old))
        }

    def counts(self) -> str:
        """How many rows were compared."""
        names = [name for kind in self.kinds for name in (kind, f"{kind}_rejects")]
        return "\n".join(
            f"  {name}: {self.run(f'SELECT count(*) FROM before_{name}').fetchone()[0]:,} rows before, "
            f"{self.run(f'SELECT count(*) FROM now_{name}').fetchone()[0]:,} now"
            for name in names
        )


@pytest.mark.verify
def test_hostile_lines_are_read_as_before(compared, tmp_path):
    assert compared(hostile_files(tmp_path / "landing", 20_000, seed=1), tmp_path / "landing") == {}


@pytest.mark.prove
@pytest.mark.timeout(7_200)
def test_many_hostile_lines_are_read_as_before(compared, tmp_path):
    assert compared(hostile_files(tmp_path / "landing", 200_000, seed=100), tmp_path / "landing") == {}


@pytest.mark.prove
@pytest.mark.timeout(7_200)
def test_a_million_ordinary_lines_are_read_as_before(compared, tmp_path):
    assert compared(ordinary_files(tmp_path / "landing", 1_000_000, seed=7), tmp_path / "landing") == {}
