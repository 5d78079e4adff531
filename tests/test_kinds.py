"""The table of tests by kind: every test is counted once, and each folder of tests has a kind."""

from pathlib import Path

import pytest

from tests.fixture_files import ROOT
from tests.kinds import BEGIN, CONNECT, END, KINDS, OTHERS, main, replaced, table

REPORT = """<testsuites><testsuite>
<testcase classname="tests.faults.v2.test_traces" name="a" time="0.5" />
<testcase classname="tests.faults.test_reading" name="b" time="1"><skipped /></testcase>
<testcase classname="tests.test_readme" name="c" time="1200" />
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return path


def test_tests_are_counted_by_kind_the_longest_first(report):
    assert table([("", report), ("connect", report)]).splitlines()[2:] == [
        f"| {CONNECT} | 3 | 1 | 1,201.5 |",
        f"| {OTHERS} | 1 |  | 1,200.0 |",
        f"| {KINDS['faults']} | 2 | 1 | 1.5 |",
        "| all | 6 | 2 | 2,403.0 |",
    ]


def test_the_table_goes_into_its_page(report, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Tests\n\n{BEGIN}\nold\n{END}\n\nmore\n")
    assert main([str(report), f"connect={report}", "--into", str(page)]) == 0
    text = page.read_text()
    assert "| all | 6 | 2 | 2,403.0 |" in text and "old" not in text and text.endswith(f"{END}\n\nmore\n")


@pytest.mark.parametrize(
    ("content", "message"), [("no xml", "found no JUnit report"), (None, "found no JUnit report"), (REPORT, BEGIN)]
)
def test_a_wrong_file_is_explained_in_one_sentence(tmp_path, capsys, content, message):
    path, page = tmp_path / "report.xml", tmp_path / "page.md"
    page.write_text("# Tests\n")
    if content is not None:
        path.write_text(content)
    assert main([str(path), "--into", str(page)]) == 2
    assert message in capsys.readouterr().err
    with pytest.raises(ValueError, match=BEGIN):
        replaced("# Tests\n", "table")


def test_each_folder_of_tests_has_a_kind():
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}
    assert folders == set(KINDS)
