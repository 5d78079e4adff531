"""The commands of `faultbook` with those of its groups, as help texts have them."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from faultbook.cli import build_app


def known_commands() -> list[tuple[str, Any]]:
    """Name and command, in the order of `faultbook --help`; behind a group its commands, as `formats detect`."""
    return list(_commands_of(get_command(build_app())))


def _commands_of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _commands_of(command, f"{before}{name} ")
