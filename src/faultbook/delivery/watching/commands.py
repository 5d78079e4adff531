"""Commands in comments: the first line of a comment that begins with `/faultbook`, read into a decision.

A line is a command or a sentence about what is expected. Nothing but the first line is read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from faultbook.errors import FaultbookError
from faultbook.incidents.decisions import Action
from faultbook.registry import expected_one_of

PREFIX = "/faultbook"
LONGEST_COMMAND = 500
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_TIME = re.compile(r"([1-9][0-9]{0,4})([mhdw])")
_LOGIN = re.compile(r"@?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?")
_ID = re.compile(r"(?:inc-)?[0-9a-f]{4,64}")


class WrongCommand(FaultbookError):
    """A command that cannot be read: what was found, what is expected."""


@dataclass(frozen=True)
class Command:
    """A decision as a comment gives it. `other`: id of an incident, or address of an issue, as it was written."""

    action: Action
    reason: str = ""
    other: str = ""
    assignee: str = ""
    until: datetime | None = None
    count: int | None = None
    not_planned: bool = False


def command_line(body: str) -> str | None:
    """The first line of a comment, where it begins with /faultbook as a word; None: the comment is no command."""
    first = body.partition("\n")[0].rstrip()
    is_command = first == PREFIX or first.startswith((f"{PREFIX} ", f"{PREFIX}\t"))
    return first[:LONGEST_COMMAND] if is_command else None


def read_command(line: str, *, author: str, at: datetime) -> Command:
    """The command of a line. `author`, `at`: who wrote it, and when: times are counted from there. WrongCommand."""
    words = line.split()[1:]
    name = words[0].lower() if words else ""
    read = _READ.get(name)
    if read is None:
        found = f"found {words[0]!r}" if words else "found no command"
        raise WrongCommand(f"{found}; expected {expected_one_of(name, _READ)}, as {PREFIX} mute 3d deploying.")
    return read(words[1:], author, at)


def _plain(action: Action) -> Callable[[list[str], str, datetime], Command]:
    def read(words: list[str], _author: str, _at: datetime) -> Command:
        return Command(action, " ".join(words))

    return read


def _mute(words: list[str], _author: str, at: datetime) -> Command:
    expected = (
        f"expected a time (m, h, d, w), a date, or a number of events, as {PREFIX} mute 3d deploying, {PREFIX} mute "
        f"until 2026-12-24 deploying, {PREFIX} mute 100 events deploying; or a reason alone: muted for good."
    )
    if not words:
        return Command(Action.MUTE)
    if words[0].lower() == "until":
        until = _instant(words[1] if len(words) > 1 else "", expected)
        return Command(Action.MUTE, " ".join(words[2:]), until=until)
    if not words[0][0].isdigit():
        return Command(Action.MUTE, " ".join(words))
    if len(words) > 1 and words[1].lower() in ("event", "events") and words[0].isdecimal():
        return Command(Action.MUTE, " ".join(words[2:]), count=int(words[0][:9]))
    found = _TIME.fullmatch(words[0].lower())
    if found is None:
        raise WrongCommand(f"mute: found {words[0]!r}; {expected}")
    return Command(Action.MUTE, " ".join(words[1:]), until=at + timedelta(**{_UNITS[found[2]]: int(found[1])}))


def _instant(text: str, expected: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCommand(f"mute: found {text!r}; {expected}") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _resolve(words: list[str], _author: str, _at: datetime) -> Command:
    begin = " ".join(words[:2]).lower()
    if begin == "not planned":
        return Command(Action.RESOLVE, " ".join(words[2:]), not_planned=True)
    if words and words[0].lower() == "not-planned":
        return Command(Action.RESOLVE, " ".join(words[1:]), not_planned=True)
    return Command(Action.RESOLVE, " ".join(words))


def _assign(words: list[str], author: str, _at: datetime) -> Command:
    name = words[0] if words else ""
    if name.lower() in ("nobody", "none"):
        return Command(Action.ASSIGN, " ".join(words[1:]))
    if not _LOGIN.fullmatch(name):
        raise WrongCommand(f"assign: found {name!r}; expected a login, me or nobody, as {PREFIX} assign ann.")
    assignee = author if name.lower() == "me" else name.removeprefix("@")
    return Command(Action.ASSIGN, " ".join(words[1:]), assignee=assignee)


def _with_other(action: Action) -> Callable[[list[str], str, datetime], Command]:
    def read(words: list[str], _author: str, _at: datetime) -> Command:
        name = words[0].lower() if words else ""
        if not _ID.fullmatch(name):
            found = words[0] if words else ""
            raise WrongCommand(
                f"{action.value}: found {found!r}; expected the id of an incident, or four digits of it and more, as "
                f"{PREFIX} {action.value} inc-0a1b."
            )
        return Command(action, " ".join(words[1:]), other=name)

    return read


def _link(words: list[str], _author: str, _at: datetime) -> Command:
    if not words:
        raise WrongCommand(f"link: found nothing; expected the address of an issue, as {PREFIX} link https://...")
    return Command(Action.LINK, " ".join(words[1:]), other=words[0])


_READ: Mapping[str, Callable[[list[str], str, datetime], Command]] = {
    "mute": _mute,
    "unmute": _plain(Action.UNMUTE),
    "acknowledge": _plain(Action.ACKNOWLEDGE),
    "assign": _assign,
    "resolve": _resolve,
    "reopen": _plain(Action.REOPEN),
    "merge": _with_other(Action.MERGE),
    "split": _with_other(Action.SPLIT),
    "link": _link,
    "unlink": _plain(Action.UNLINK),
}
