"""The file of formats and sources: what may be in it, and the errors of what may not."""

import pickle
from pathlib import Path

import pytest

from faultbook.catalog.formats import read_formats_file
from faultbook.errors import InvalidCatalog
from faultbook.formats.checking import EXAMPLE_OPTIONS, differences
from faultbook.formats.own_formats import own_formats
from faultbook.formats.port import Sample
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
OWN = """formats:
  - name: ledger
    about: The ledger.
    timestamps: ['%d.%m.%Y %H:%M:%S']
    patterns: ['%{TIMESTAMP:timestamp} (?<level>[A-Z]+) (?<message>.*)']
    levels: {SCHLIMM: error}
    examples:
      - about: one
        text: "03.02.2026 10:00:00 SCHLIMM no stock"
        records: [{severity: Error, message: no stock}]
  - {name: stock, about: Stock., delimiter: ;, columns: [timestamp, level, item, message]}
  - name: old
    about: Old stock.
    delimiter: comma
    columns: [timestamp, level, message]
    timestamps: ['%d.%m.%Y %H:%M:%S']
    examples:
      - about: a message of two lines
        text: |
          03.02.2026 10:00:00,error,"no
          stock"
        records: [{line: 1, lines: 2, severity: Error, timestamp: "2026-02-03T10:00:00+00:00"}]
sources:
  - {files: ledger/*, format: ledger}
"""
PATTERN = "formats:\n  - name: a\n    about: b\n    patterns: ['(?<message>.*)']\n"
TWO_PATTERNS = PATTERN.replace("['(?<message>.*)']", "\n      - '(?<message>.*)'")
COLUMNS = "formats:\n  - name: a\n    about: b\n"
WRONG = [
    (PATTERN.replace(".*)", ".*)(?=x)"), r":4: formats\.0\.patterns\.0: at character 15: found a look-ahead, expected"),
    (PATTERN.replace("message", "severity"), r"found a group 'severity', which follows from others"),
    (
        PATTERN.replace("'(", "'%{TIMESTAMP:timestamp}("),
        r"pattern 1: at character 1: found %\{TIMESTAMP\}, expected `timest",
    ),
    (PATTERN.replace("'(", "'%{NOPE:x}("), r"found the name NOPE, expected one of"),
    (
        "formats:\n  - {name: a, about: b, patterns: []}",
        r":2: formats\.0\.patterns: found 0 patterns; expected 1 to 50",
    ),
    (f"{TWO_PATTERNS}      - '(?<message>x)(?<level>y'", r":6: formats\.0\.patterns\.1: at character 14: found '\('"),
    (f"{PATTERN}    timestamps: ['%Q']", r"timestamps: '%Q': at character 1: found '%Q', expected one of"),
    (f"{PATTERN}    levels: {{x: wrning}}", r":5: formats\.0\.levels: x: found 'wrning'; expected one of Warning"),
    (f"{PATTERN}    zone: Mars", r":5: formats\.0\.zone: found 'Mars', expected an IANA name"),
    (
        f"{PATTERN}    colour: red",
        r":5: formats\.0\.colour: found an unknown key; expected some of name, about, patterns",
    ),
    (PATTERN.replace("name: a", "name: tab_separated"), r"found the name 'tab_separated', which another format has"),
    (PATTERN.replace("name: a", "name: cri"), r"found the name 'cri', which another format has"),
    (f"{PATTERN}{PATTERN.partition(chr(10))[2]}", r":5: formats\.1: found the name 'a', which another format has"),
    (f"{COLUMNS}    delimiter: comma", r":2: formats\.0: found no columns, expected them in order"),
    (f"{COLUMNS}    delimiter: ;;\n    columns: [message]", r":4: formats\.0\.delimiter: found ';;'"),
    (f"{COLUMNS}    delimiter: x\n    columns: [message]", r"found the delimiter 'x', expected a sign"),
    (
        f"{COLUMNS}    delimiter: ;\n    columns: [level]",
        r"found the columns level, expected one that is called message",
    ),
    (f"{COLUMNS}    delimiter: ;\n    pattern: x", r":5: formats\.0\.pattern: found an unknown key"),
    (
        f"{COLUMNS}    delimiter: ;\n    columns: [message]\n    timestamps: ['%Q']",
        r":6: formats\.0\.timestamps: '%Q': at",
    ),
    (COLUMNS, r":2: formats\.0: found no patterns; expected one"),
    ("formats: [7]", r"found 7; expected a mapping"),
    (f"{FIRST}    format: jsonlines", r":3: sources\.0\.format: found 'jsonlines'; expected .*`faultbook formats`"),
    (f"{FIRST}    zone: Europe/Berln", r":3: sources\.0\.zone: found 'Europe/Berln'.*perhaps Europe/Berlin"),
    (f"{FIRST}    zone: ../etc/passwd", r"found '../etc/passwd'; expected the IANA name"),
    (f"{FIRST}    zone: +02:00", r"expected the IANA name of a time zone"),
    (f"{FIRST}    encoding: utf8x", r":3: sources\.0\.encoding: found 'utf8x'; expected an encoding"),
    (f"{FIRST}    encoding: hex", r"found 'hex'; expected an encoding of text"),
    (f"{FIRST}    encoding: cp037", r"found 'cp037', in which lines do not end in ASCII's line feed"),
    (f"{FIRST}    encoding: idna", r"found 'idna'; expected an encoding of text"),
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


def test_own_formats_are_read_by_their_definition(tmp_path):
    rules = read_formats_file(written(tmp_path, OWN))
    own = own_formats(pickle.loads(pickle.dumps(rules)))
    assert list(own) == ["ledger", "stock", "old"]
    assert differences(own["old"], own["old"].examples()[0]) == []
    assert rules.rule_for("ledger/a.log").format == "ledger"
    assert differences(own["ledger"], own["ledger"].examples()[0]) == []

    sample = Sample("x", ["2026-02-03T10:00:00Z;err;7;no stock; none"])
    assert own["stock"].confidence(sample) == 1
    assert own["ledger"].confidence(sample) == 0
    reader = own["stock"].reader(EXAMPLE_OPTIONS)
    [record] = [*reader.read(sample.lines, 1), *reader.end()]
    assert (record.fields["severity"], record.fields["message"]) == ("Error", "no stock; none")


def test_severities_are_those_of_the_setting(tmp_path):
    path = written(tmp_path, f"{FIRST}    levels: {{x: bad}}")
    assert read_formats_file(path, severities={"Bad": [], "Good": []}).rules[0].levels == {"x": "Bad"}
    path = written(tmp_path, f"{FIRST}    levels: {{good: bad}}")
    with pytest.raises(InvalidCatalog, match="no new meaning for the name of a severity"):
        read_formats_file(path, severities={"Bad": [], "Good": []})


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_an_error_has_file_line_found_expected_and_a_fix(tmp_path, text, message):
    with pytest.raises(InvalidCatalog, match=message) as wrong:
        read_formats_file(written(tmp_path, text))
    assert "Fix" in str(wrong.value)


def test_no_file_and_the_shipped_one_change_nothing():
    assert read_formats_file("").rules == ()
    assert read_formats_file(str(PROJECT / "catalog" / "formats.yml")).rules == ()
