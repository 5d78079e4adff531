"""The page about senders: its example is a good file, and what its table calls refused is refused."""

import re
from pathlib import Path

import pytest

from faultbook.catalog.senders import definitions_of
from faultbook.errors import InvalidCatalog
from faultbook.events.reading import read_message

PAGE = Path(__file__).parents[2] / "docs/senders.md"
GOOD = """
senders:
  - name: own
    about: Messages of the shop.
    sources: [webhook-shop]
    kind: run
    key: ["shop/{run_id}"]
    fields:
      message: $.text
      run_id: $.id
"""
WRONG = (
    (GOOD.replace("    fields:", "    field: $.x\n    fields:"), "field"),
    (GOOD.replace("message: $.text", "title: $.text"), "message is missing"),
    (GOOD.replace("message: $.text", "message: $.text\n      mesage: $.x"), "found 'mesage'; expected one of"),
    (GOOD.replace("$.text", "$.items[*].text"), "name no single value"),
    (GOOD.replace("$.text", "$..text"), "expected .name"),
    (GOOD.replace("$.text", "$.list[-1]"), "name no single value"),
    (GOOD.replace("$.text", "part.text"), "'part' is no part"),
    (GOOD.replace("    kind", "    when: [{path: $.a, header: b, exists: true}]\n    kind"), "a path or a header"),
    (GOOD.replace("    kind", "    when: [{path: $.a, equals: b, exists: true}]\n    kind"), "exactly one of equals"),
    (GOOD.replace("{run_id}", "{order}"), "names 'order', which is neither a field nor a fact"),
    (GOOD.replace("shop/{run_id}", "shop"), "at least one {field}"),
    (GOOD.replace("name: own", "name: alertmanager"), "found the name 'alertmanager' twice or as one of faultbook's"),
    (GOOD + GOOD.replace("senders:", "").lstrip("\n"), "found the name 'own' twice"),
    (GOOD.replace("kind: run", "kind: explosion"), "explosion"),
    ("senders: [", "senders.yml"),
    ("sender: []", "sender"),
)


def written(folder: Path, text: str) -> str:
    path = folder / "senders.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_file_is_refused_in_words(tmp_path, text, message):
    with pytest.raises(InvalidCatalog, match=re.escape(message)) as raised:
        definitions_of(written(tmp_path, text))
    assert "senders.yml" in str(raised.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidCatalog, match=r"absent\.yml"):
        definitions_of(str(tmp_path / "absent.yml"))


def test_the_example_of_the_page_is_a_good_file(tmp_path):
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    found = definitions_of(written(tmp_path, example))
    failed = '{"event": "batch.failed", "batch": {"id": 1, "name": "b"}, "error": "no space", "level": "error"}'
    done = '{"event": "batch.done", "batch": {"id": 1}}'
    [first], [second] = (read_message(body, "webhook-shop", {}, found).reports for body in (failed, done))
    assert first.event_id == second.event_id
    assert (first.phase, second.phase) == ("failed", "recovered")
    assert (first.texts["message"], first.paths["message"]) == ("no space", "$.error")
