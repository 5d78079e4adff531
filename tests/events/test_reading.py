"""What the plain reader reads of the messages of vendors, and that no mutation of one stops it."""

import json

import pytest

from faultbook.events.fields import INSTANT_FIELDS
from faultbook.events.reading import Report, read_message
from faultbook.events.shipped import shipped_definitions
from tests.events.messages import Message, messages, mutations

MESSAGES = messages()


def value_of(report: Report, name: str) -> object:
    if name in INSTANT_FIELDS:
        instant = report.instants[name]
        return None if instant is None else instant.isoformat()
    if name in ("event_key", "kind", "phase"):
        return str(getattr(report, name))
    return report.paths.get("message") if name == "message_path" else report.texts[name]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_a_vendors_message_is_read_right(message: Message) -> None:
    expected = message.expected
    assert expected is not None
    reading = read_message(message.body, message.source, message.headers, shipped_definitions(), envelope_id="e1")
    assert reading.definition == expected["definition"]
    assert reading.wrapped_in == expected.get("wrapped_in", "")
    assert (reading.rejects, reading.ignored) == ([], expected.get("ignored", 0))
    found = [
        {name: value_of(report, name) for name in wanted}
        for report, wanted in zip(reading.reports, expected["reports"], strict=True)
    ]
    assert found == expected["reports"]


@pytest.mark.parametrize("definition", shipped_definitions(), ids=lambda one: one.name)
def test_every_shipped_definition_has_a_message(definition) -> None:
    own = [message for message in MESSAGES if message.expected and message.expected["definition"] == definition.name]
    assert own


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_unknown_fields_and_another_order_change_nothing(message: Message) -> None:
    def changed(value: object) -> object:
        if isinstance(value, dict):
            return {"unknown": [1], **{name: changed(value[name]) for name in reversed(value)}, "x-new": {"y": None}}
        return [changed(item) for item in value] if isinstance(value, list) else value

    def read(body: str) -> list[tuple[str, ...]]:
        found = read_message(body, message.source, message.headers, shipped_definitions(), envelope_id="e1")
        return [(one.event_key, one.phase, str(one.texts), str(one.instants), str(one.facts)) for one in found.reports]

    assert read(json.dumps(changed(json.loads(message.body)))) == read(message.body)


def test_each_message_becomes_a_report_a_reject_or_ignored() -> None:
    for message in mutations(3_000, seed=1):
        reading = read_message(message.body, message.source, message.headers, shipped_definitions(), envelope_id="e1")
        assert reading.reports or reading.rejects or reading.ignored, message
