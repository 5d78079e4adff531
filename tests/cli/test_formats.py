"""`formats` as a user types it: what files are taken for, what is suggested, which examples are wrong. No Spark."""

import gzip
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from faultbook.catalog.formats import read_formats_file
from faultbook.cli import run_command_line
from faultbook.cli.commands import COMMANDS, load_command
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRules

ERRORS = "# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE\n\n" + "".join(
    f"2026-02-03T10:00:{at:02}Z\tA-1\tx\tError\tno answer {at}\n    at a.B.c(B.java:{at})\n" for at in range(30)
)
ODD = "".join(
    f"{{{at:02}.02.2026 10:00:05}} {('FEHLER', 'HINWEIS')[at % 2]} <a.b> Lager {at} ist leer\n" for at in range(1, 29)
)
CATALOG = r"""
sources:
  - files: odd/*.log
    format: odd
    zone: Europe/Berlin
    levels: {HINWEIS: info}
    path: (?<service>[^/]+)/.*
formats:
  - name: odd
    about: The odd log.
    timestamps: ['%d.%m.%Y %H:%M:%S']
    patterns: ['\{%{TIMESTAMP:timestamp}\} (?<level>[A-Z]+) <(?<logger_name>[^>]*)> (?<message>.*)']
    levels: {FEHLER: error}
    examples:
      - about: one
        text: '{03.02.2026 10:00:05} FEHLER <a.b> Lager 1 ist leer'
        records: [{severity: Error, logger_name: a.b, message: Lager 1 ist leer}]
"""


@pytest.fixture
def landing(tmp_path, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs" / "odd").mkdir(parents=True)
    (tmp_path / "logs" / "errors.log").write_text(ERRORS)
    (tmp_path / "logs" / "odd" / "odd.log").write_text(ODD)
    (tmp_path / "formats.yml").write_text(CATALOG)
    return tmp_path


@pytest.fixture
def command(landing, capsys):
    def run(*words: str) -> tuple[int, str, str]:
        code = run_command_line(["formats", *words])
        return code, *capsys.readouterr()

    return run


def cells(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()]


def test_the_group_lists_formats_and_so_does_its_list(command):
    code, out, _ = command()
    assert code == 0
    assert {line.split()[0] for line in out.splitlines() if line} >= FORMATS.keys()
    listed = cells(command("list", "--catalog", "formats.yml")[1])
    assert "odd The odd log. text_logs 1" in listed
    assert listed[-1] == "formats.yml: 1 own formats, 1 sources"


def test_each_line_is_shown_with_what_it_is_taken_for(command):
    code, out, _ = command("detect", "logs/errors.log")
    lines = cells(out)
    assert code == 0
    assert lines[0].startswith("logs/errors.log: tab_separated 100 %")
    assert any(line.startswith("1 header # Format: TIMESTAMP\\tERROR_CODE\\tFILE") for line in lines)
    assert "2 blank" in lines
    assert "3 record 1 Error 2026-02-03T10:00:00Z no answer 0" in lines
    assert "4 goes on with 1 at a.B.c(B.java:0)" in lines
    assert not any(line.startswith("41 ") for line in lines)
    assert lines[-1] == "62 lines: 30 records in 60 lines, 1 header, 1 blank"


def test_all_lines_are_shown_where_they_are_wanted(command):
    lines = cells(command("detect", "--all", "logs/errors.log")[1])
    assert "62 goes on with 30 at a.B.c(B.java:29)" in lines


def test_a_source_decides_format_zone_levels_and_fields(command):
    _, out, _ = command("detect", "logs", "--landing", "logs", "--catalog", "formats.yml")
    lines = cells(out)
    assert "logs/odd/odd.log: odd, as the source odd/*.log has it" in lines
    assert "encoding utf-8; zone Europe/Berlin where a timestamp names none; service odd; table text_logs" in lines
    assert "1 record 1 Info (HINWEIS) 2026-02-01T09:00:05Z Lager 1 ist leer" in lines
    assert "2 record 2 Error (FEHLER) 2026-02-02T09:00:05Z Lager 2 ist leer" in lines


def test_rejects_are_shown_with_the_reason_and_what_is_expected(command, landing):
    (landing / "bad.log").write_text(ERRORS + "2026-02-30T10:00:00Z\tA-1\tx\tError\tno such day\n")
    lines = cells(command("detect", "--all", "bad.log")[1])
    assert any(line.startswith("63 reject bad_timestamp") for line in lines)
    assert lines[-1].startswith("bad_timestamp: line 63 found '2026-02-30T10:00:00Z', expected a full date")


def test_a_file_that_no_format_knows_leads_to_a_suggestion(command, landing):
    (landing / "strange.log").write_text("aaa\nbbb ccc\n")
    lines = cells(command("detect", "strange.log")[1])
    assert lines[0] == "strange.log: no known format"
    assert lines[-1] == "faultbook formats suggest strange.log writes a format for it."


def test_hostile_text_is_escaped_and_secrets_are_taken_out(command, landing):
    line = "2026-02-03T10:00:00Z\tA-1\tx\tError\t\x1b]0;owned\x07 [bold red]x[/] \u202e password=hunter2horse"
    (landing / "hostile.log").write_text(line + "\n")
    _, out, _ = command("detect", "hostile.log")
    assert "\\x1b]0;owned\\x07 [bold red]x[/] \\u202e" in out
    assert "\x1b" not in out
    assert "hunter2" not in out


def test_compressed_empty_and_binary_files(command, landing):
    (landing / "a.log.gz").write_bytes(gzip.compress(ERRORS.encode()))
    (landing / "empty.log").write_bytes(b"")
    (landing / "binary.log").write_bytes(bytes(range(256)) * 20)
    code, out, _ = command("detect", "a.log.gz", "empty.log", "binary.log")
    assert code == 0
    assert "a.log.gz: tab_separated 100 %" in out
    assert "empty.log: empty" in out
    assert "binary.log: no known format" in out


@pytest.mark.parametrize("name", ["detect", "suggest", "test"])
def test_a_damaged_file_is_one_clear_message(command, landing, name):
    (landing / "cut.log.gz").write_bytes(gzip.compress(ERRORS.encode())[:60])
    code, _, error = command(name, "cut.log.gz")
    assert code == 1
    assert error.startswith("Error: cut.log.gz cannot be read: gzip:")


def test_a_missing_file_is_wrong_usage(command):
    assert command("detect", "nothing.log")[0] == 2
    assert command("suggest", "logs")[0] == 2


def test_a_wrong_catalog_is_one_message_with_its_line(command, landing):
    (landing / "formats.yml").write_text("sources:\n  - files: a\n    format: log5j\n")
    code, _, error = command("list", "--catalog", "formats.yml")
    assert code == 2
    assert "formats.yml:3: sources.0.format: found 'log5j'" in error


def test_a_suggestion_put_into_the_catalog_reads_the_file(command, landing):
    code, out, error = command("suggest", "logs/odd/odd.log")
    assert (code, error) == (0, "")
    written = yaml.safe_load(out)
    assert written["sources"] == [{"files": "odd.log*", "format": "odd", "zone": "UTC"}]
    assert "# levels: {'HINWEIS': ..., 'FEHLER': ...}" in out
    (landing / "formats.yml").write_text(out)
    _, out, _ = command("test", "--catalog", "formats.yml", "--landing", "logs", "logs/odd/odd.log")
    assert cells(out)[-1] == "logs/odd/odd.log: odd; 28 lines: 28 records in 28 lines"


def test_a_file_that_a_format_reads_well_is_not_given_a_second_one_silently(command):
    code, out, error = command("suggest", "logs/errors.log")
    assert code == 0
    assert error.startswith("tab_separated explains 100 % of these lines")
    assert yaml.safe_load(out)["formats"][0]["name"] == "errors"


def test_an_empty_file_has_no_suggestion(command, landing):
    (landing / "empty.log").write_bytes(b"\n\n")
    code, _, error = command("suggest", "empty.log")
    assert (code, error) == (1, "Error: empty.log has no lines. Fix: give a file with some lines of the log.\n")


def test_examples_are_run_and_a_wrong_one_is_shown_with_what_differs(command, landing):
    code, out, _ = command("test", "--catalog", "formats.yml")
    assert code == 0
    assert out.rstrip().endswith("all as expected")
    (landing / "formats.yml").write_text(CATALOG.replace("severity: Error", "severity: Info"))
    code, out, _ = command("test", "--catalog", "formats.yml")
    assert code == 1
    assert cells(out)[:2] == ["odd: one", "record 1, severity: found 'Error', expected 'Info'"]


def test_files_are_counted(command):
    _, out, _ = command("test", "logs/errors.log")
    assert cells(out)[-1] == "logs/errors.log: tab_separated; 62 lines: 30 records in 60 lines, 1 header, 1 blank"


def test_every_command_of_the_group_has_a_sentence_and_an_example():
    group = load_command("formats")
    assert set(group.commands) == set(COMMANDS["formats"].group)
    for name, command in group.commands.items():
        assert f"faultbook formats {name}" in command.help


PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
FENCES = [textwrap.dedent(fence) for fence in re.findall(r"^ *```yaml\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("fence", FENCES)
def test_what_the_page_shows_is_a_catalog_without_mistakes(landing, fence):
    (landing / "formats.yml").write_text(fence)
    assert read_formats_file("formats.yml") != SourceRules()


def test_the_page_shows_what_is_suggested(command, landing):
    first, second = re.findall(r"^\[03.*", PAGE, re.MULTILINE)
    (landing / "lager.log").write_text(f"{first}\n{second}\n" * 10)
    _, out, _ = command("suggest", "lager.log")
    lines = [line for line in out.splitlines() if not line.startswith("# ")]
    assert "\n".join(lines).partition("    examples:")[0] == FENCES[1]


PROGRAM = """
import sys
from faultbook.catalog.formats import read_formats_file
from faultbook.cli import run_command_line
code = run_command_line(["formats", "detect", {file!r}])
print(code, sorted({{"pyspark", "databricks", "duckdb", "pandas", "pyarrow"}} & set(sys.modules)))
"""


def test_neither_java_nor_the_heavy_libraries_are_needed(landing):
    program = PROGRAM.format(file=str(Path("logs/errors.log").absolute()))
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "0 []"
