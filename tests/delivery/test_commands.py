"""Commands in comments: the first line alone, read into a decision or into a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.watching.commands import Command, WrongCommand, command_line, read_command
from faultbook.incidents.decisions import Action

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)


def read(line: str) -> Command:
    return read_command(f"/faultbook {line}", author="ann", at=AT)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("mute 3d deploying now", Command(Action.MUTE, "deploying now", until=AT + timedelta(days=3))),
        ("mute 2W", Command(Action.MUTE, until=AT + timedelta(weeks=2))),
        ("mute", Command(Action.MUTE)),
        ("mute known, no fix", Command(Action.MUTE, "known, no fix")),
        ("mute until 2026-12-24 holidays", Command(Action.MUTE, "holidays", until=datetime(2026, 12, 24, tzinfo=UTC))),
        ("mute 100 events vendor", Command(Action.MUTE, "vendor", count=100)),
        ("UNMUTE", Command(Action.UNMUTE)),
        ("resolve fixed in 812", Command(Action.RESOLVE, "fixed in 812")),
        ("resolve not planned a test", Command(Action.RESOLVE, "a test", not_planned=True)),
        ("resolve not-planned", Command(Action.RESOLVE, not_planned=True)),
        ("reopen wrong one", Command(Action.REOPEN, "wrong one")),
        ("acknowledge", Command(Action.ACKNOWLEDGE)),
        ("assign @bob owns it", Command(Action.ASSIGN, "owns it", assignee="bob")),
        ("assign me", Command(Action.ASSIGN, assignee="ann")),
        ("assign nobody", Command(Action.ASSIGN)),
        ("merge INC-0a1b one cause", Command(Action.MERGE, "one cause", other="inc-0a1b")),
        ("split 0a1b", Command(Action.SPLIT, other="0a1b")),
        ("link https://github.com/a/b/issues/1", Command(Action.LINK, other="https://github.com/a/b/issues/1")),
        ("unlink", Command(Action.UNLINK)),
    ],
)
def test_a_command_is_read(line, command):
    assert read(line) == command


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "found no command; expected one of"),
        ("mut 3d", "found 'mut'; expected one of mute"),
        ("mute 3 days", "mute: found '3'; expected a time"),
        ("mute until tomorrow", "mute: found 'tomorrow'"),
        ("mute until", "mute: found ''"),
        ("assign", "assign: found ''; expected a login"),
        ("assign a/b", "assign: found 'a/b'"),
        ("merge that", "merge: found 'that'; expected the id of an incident"),
        ("link", "link: found nothing; expected the address"),
    ],
)
def test_a_wrong_command_is_a_sentence(line, words):
    with pytest.raises(WrongCommand) as raised:
        read(line)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "body",
    ["words\n/faultbook mute", "> /faultbook mute", " /faultbook mute", "```\n/faultbook mute\n```", "/faultbooks mute",
     "\n/faultbook mute", "`/faultbook mute`", "/Faultbook mute", ""],
)  # fmt: skip
def test_what_is_no_command(body):
    assert command_line(body) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_a_command_or_a_sentence_and_later_lines_do_nothing(line, rest):
    found = command_line(f"/faultbook {line}\n{rest}")
    assert found is not None
    try:
        command = read_command(found, author="ann", at=AT)
    except WrongCommand as wrong:
        assert "expected" in str(wrong)
    else:
        assert command.until is None or command.until.tzinfo is not None
    alone = command_line(f"/faultbook {line}")
    assert found == alone or "\n" in line
