"""Senders of users: read beside those that faultbook ships, and refused in words that say where."""

from pathlib import Path

import pytest

from faultbook.catalog.senders import definitions_of
from faultbook.errors import InvalidCatalog
from faultbook.events.reading import read_message
from faultbook.events.shipped import shipped_definitions

GOOD = """
senders:
  - name: backup
    about: a script
    sources: [webhook-backup]
    kind: other
    phase: {of: $.status, values: {ok: recovered}}
    key: ['backup/{run_id}']
    fields:
      message: [$.error.text, $.error, {text: Backup failed}]
      run_id: $.id
"""


def test_a_sender_is_read_beside_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "senders.yml"
    path.write_text(GOOD)
    definitions = definitions_of(str(path))
    assert len(definitions) == len(shipped_definitions()) + 1
    reading = read_message('{"id": 7, "error": "disk full"}', "webhook-backup", {}, definitions)
    [report] = reading.reports
    assert (report.event_key, report.texts["message"], report.paths["message"]) == ("backup/7", "disk full", "$.error")


def test_no_file_and_an_empty_one_are_the_shipped_ones(tmp_path: Path) -> None:
    assert definitions_of("") == shipped_definitions()
    path = tmp_path / "senders.yml"
    path.write_text("senders:\n")
    assert definitions_of(str(path)) == shipped_definitions()
    assert definitions_of("catalog/senders.yml") == shipped_definitions()


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("$.items[*].id", "$.id", "Wildcards"),
        ("$.id[-1]", "$.id", "position 5"),
        ("id", "$.id", "'id' is no part"),
        ("$.id}\n      unknown_field: $.x", "$.id", "senders.yml:"),
        ("$.id\n      unknown_field: $.x", "$.id", "unknown_field"),
        ("'backup/{other}'", "'backup/{run_id}'", "'other'"),
        ("'backup'", "'backup/{run_id}'", "at least one {field}"),
        ("kind: disaster", "kind: other", "kind"),
        ("{ok: done}", "{ok: recovered}", "recovered"),
        ("name: alertmanager", "name: backup", "expected another one"),
        ("name: Backup-1", "name: backup", "name"),
        ("      messages: [$.e]", "      message: [$.error.text, $.error, {text: Backup failed}]", "messages"),
    ],
)
def test_a_wrong_sender_is_refused_with_its_place(tmp_path: Path, wrong: str, right: str, words: str) -> None:
    path = tmp_path / "senders.yml"
    assert right in GOOD
    path.write_text(GOOD.replace(right, wrong))
    with pytest.raises(InvalidCatalog) as refused:
        definitions_of(str(path))
    assert words in str(refused.value)
    assert "senders.yml" in str(refused.value)
    assert "Traceback" not in str(refused.value)
