"""The files that people edit: their entries become rows, an error in them has its line."""

from pathlib import Path

import pytest

from faultbook.catalog.knowledge import read_errors_file, read_services_file
from faultbook.errors import InvalidCatalog

PROJECT = Path(__file__).resolve().parents[2]


def written(folder: Path, text: str) -> str:
    path = folder / "file.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_codes_and_patterns_become_rows(tmp_path):
    text = "codes:\n  CC-2: {title: 'Später', severity: high}\n  CC-1:\npatterns:\n  'v1:ab': {fix: Restart}\n"

    assert read_errors_file(written(tmp_path, text)) == [
        {"kind": "code", "subject": "CC-1", "severity_override": None, "source": "yaml"},
        {"kind": "code", "subject": "CC-2", "title": "Später", "severity_override": "high", "source": "yaml"},
        {"kind": "pattern", "subject": "v1:ab", "fix": "Restart", "severity_override": None, "source": "yaml"},
    ]


def test_services_become_rows(tmp_path):
    assert read_services_file(written(tmp_path, "services:\n  api: {owner: team-a, tier: 2}\n  db:\n")) == [
        {"service": "api", "owner": "team-a", "tier": 2, "source": "yaml"},
        {"service": "db", "source": "yaml"},
    ]


def test_no_file_and_an_empty_one_give_no_rows(tmp_path):
    assert read_errors_file("") == read_services_file("") == read_errors_file(written(tmp_path, "")) == []


@pytest.mark.parametrize(("file", "read"), [("errors.yml", read_errors_file), ("services.yml", read_services_file)])
def test_the_files_of_the_bundle_hold_nothing_and_their_example_is_right(tmp_path, file, read):
    """What is deployed first must not reach anybody's tables; what it shows must be right when it is taken over."""
    text = (PROJECT / "catalog" / file).read_text(encoding="utf-8")
    assert read(written(tmp_path, text)) == []
    taken_over = text.replace("\n#  ", "\n  ").replace(": {}\n  ", ":\n  ")
    assert len(read(written(tmp_path, taken_over))) == 1


WRONG_ERRORS = [
    ("codes:\n  A:\n    titel: x\n", r":3: codes\.A\.titel: found an unknown key; expected some of title, cause, fix"),
    ("codes:\n  A:\n    title: 3\n", r":3: codes\.A\.title: found 3; expected a text: put it in quotes"),
    (
        "codes:\n  A:\n    severity: bad\n",
        r":3: codes\.A\.severity: found 'bad'; expected 'medium', 'high' or 'critical'",
    ),
    ("codes:\n  A: down\n", r":2: codes\.A: found 'down'; expected a mapping: title, cause"),
    (
        "codes:\n  404: {title: x}\n",
        r"codes\.404: found the name 404, which YAML reads as no text; expected it in quotes",
    ),
    ("errors:\n  A: {}\n", r":1: errors: found an unknown key; expected some of codes, patterns"),
    ("codes: [A]\n", r":1: codes: found a list; expected a mapping: names, each with its fields"),
    ("codes:\n  A: {}\n  A: {}\n", r":3: key 'A' is given twice"),
    ("codes: {\n", "is no YAML"),
    ("- codes\n", "holds a list at its top; expected a mapping"),
]


@pytest.mark.parametrize(("text", "message"), WRONG_ERRORS)
def test_an_error_has_file_line_found_expected_and_a_fix(tmp_path, text, message):
    with pytest.raises(InvalidCatalog, match=message) as wrong:
        read_errors_file(written(tmp_path, text))

    assert "file.yml" in str(wrong.value)
    assert "Fix" in str(wrong.value)


@pytest.mark.parametrize("tier", ["0", "true", "'1'", "1.5"])
def test_a_tier_is_a_whole_number(tmp_path, tier):
    with pytest.raises(
        InvalidCatalog,
        match=r":2: services\.api\.tier: found .*; expected (a valid integer|greater than or equal to 1)",
    ):
        read_services_file(written(tmp_path, f"services:\n  api: {{tier: {tier}}}\n"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidCatalog, match=r"none\.yml is not there"):
        read_errors_file(str(tmp_path / "none.yml"))
