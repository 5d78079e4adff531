"""The file of formats and sources: what may be in it, and the errors of what may not."""

from pathlib import Path

import pytest

from faultbook.catalog.formats import read_formats_file
from faultbook.errors import InvalidCatalog
from faultbook.formats.source_rules import SourceRule

PROJECT = Path(__file__).resolve().parents[2]
GOOD = """
sources:
  - files: nginx/**/*.log
    zone: Europe/Berlin
    encoding: cp1252
    levels: {SCHLIMM: err, "55": Error}
    level_numbers: syslog
    environment: prod
    path: '(?<service>[^/]+)/(?<pod_name>[^/]+)/.*'
  - files: ['*.txt', other/**]
    service: other
"""
FIRST = "sources:\n  - files: a/*\n"
WRONG = [
    (f"{FIRST}    format: jsonlines", r":3: sources\.0\.format: found 'jsonlines'; expected .*`faultbook formats`"),
    (f"{FIRST}    zone: Europe/Berln", r":3: sources\.0\.zone: found 'Europe/Berln'.*perhaps Europe/Berlin"),
    (f"{FIRST}    zone: ../etc/passwd", r"found '../etc/passwd'; expected the IANA name"),
    (f"{FIRST}    zone: +02:00", r"expected the IANA name of a time zone"),
    (f"{FIRST}    encoding: utf8x", r":3: sources\.0\.encoding: found 'utf8x'; expected an encoding"),
    (f"{FIRST}    encoding: hex", r"found 'hex'; expected an encoding of text"),
    (
        f"{FIRST}    levels:\n      E: error\n      W: wrning",
        r":5: sources\.0\.levels\.W: found 'wrning'; expected one of",
    ),
    (f"{FIRST}    levels: {{critical: info}}", r"found critical: Info; expected no new meaning"),
    (f"{FIRST}    levels: {{x: unknown}}", r"found 'unknown'; expected one of"),
    (f"{FIRST}    levels: {{7: error}}", r"expected it in quotes"),
    (f"{FIRST}    level_numbers: syslg", r"found 'syslg'; expected one of syslog"),
    (f"{FIRST}    path: '(?<servce>.*)'", r":3: sources\.0\.path: found the group 'servce'; expected one of service"),
    (f"{FIRST}    path: '(?<service>.*'", r"expected a regular expression \(missing \), unterminated"),
    (f"{FIRST}    path: '.*'", r"expected a group of a field's name"),
    (f"{FIRST}    service: a\n    path: '(?<service>.*)'", r"found service twice"),
    (f"{FIRST}    colour: red", r":3: sources\.0\.colour: found an unknown key; expected some of files, format"),
    ("sources:\n  - files: /var/log/*", r":2: sources\.0\.files: found '/var/log/\*'; expected a glob below"),
    ("sources:\n  - files: 'a/[z-a]'", r"expected a glob, as nginx"),
    ("sources:\n  - files: []", r"sources\.0\.files: found \[\]"),
    ("sources:\n  - zone: UTC", r":2: sources\.0: found no files; expected one"),
    ("sources: {}", r"found \{\}|found a dict"),
    ("source: []", r":1: source: found an unknown key; expected some of sources, formats"),
]


def written(folder: Path, text: str) -> str:
    path = folder / "formats.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_sources_become_rules_in_their_order(tmp_path):
    first, second = read_formats_file(written(tmp_path, GOOD)).rules
    assert first == SourceRule(
        files=("nginx/**/*.log",),
        zone="Europe/Berlin",
        encoding="cp1252",
        levels={"schlimm": "Error", "55": "Error"},
        level_numbers="syslog",
        environment="prod",
        path="(?<service>[^/]+)/(?<pod_name>[^/]+)/.*",
    )
    assert second == SourceRule(files=("*.txt", "other/**"), service="other")


def test_severities_are_those_of_the_setting(tmp_path):
    path = written(tmp_path, f"{FIRST}    levels: {{x: bad}}")
    assert read_formats_file(path, severities={"Bad": [], "Good": []}).rules[0].levels == {"x": "Bad"}


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_an_error_has_file_line_found_expected_and_a_fix(tmp_path, text, message):
    with pytest.raises(InvalidCatalog, match=message) as wrong:
        read_formats_file(written(tmp_path, text))
    assert "Fix" in str(wrong.value)


def test_no_file_and_the_shipped_one_change_nothing():
    assert read_formats_file("").rules == ()
    assert read_formats_file(str(PROJECT / "catalog" / "formats.yml")).rules == ()
