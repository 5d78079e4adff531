"""Commands that record a decision about a pattern: `merge`, `split`, `rename`, `resolve`, `reopen`, `mute`."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires
from faultbook.cli.run import folder_setting

Pattern = Annotated[str, typer.Argument(help="Id of the pattern, or its beginning. `faultbook show patterns`.")]
Reason = Annotated[str, typer.Option(help="Why; it is stored with the decision.")]
Author = Annotated[str | None, typer.Option(help="Who decides; you, if not given.", envvar="FAULTBOOK_AUTHOR")]


def merge(
    pattern: Pattern,
    other: Annotated[str, typer.Argument(help="The pattern that is the same one.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Declares two patterns to be one, for past and future records. The older id stays, the other leads to it.

    Example: faultbook merge v1:4f2a v1:9c01 --reason "one timeout, two spellings"
    """
    _decide(lakehouse, "merge", pattern, reason, author, other=other)


def split(
    pattern: Pattern,
    template: Annotated[str, typer.Argument(help="The template that is another pattern. `faultbook explain PATTERN`.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Takes a template out of a pattern, or undoes a merge.

    Example: faultbook split v1:4f2a v1:9c01 --reason "another disk"
    """
    _decide(lakehouse, "split", pattern, reason, author, other=template)


def rename(
    pattern: Pattern,
    title: Annotated[str, typer.Argument(help="Its title.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Gives a pattern a title that people understand. Its id stays.

    Example: faultbook rename v1:4f2a "Payment provider is slow" --reason "so we call it"
    """
    _decide(lakehouse, "rename", pattern, reason, author, title=title)


def resolve(pattern: Pattern, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Marks a pattern as fixed. When it comes back, it is `regressed`.

    Example: faultbook resolve v1:4f2a --reason "pool enlarged in build 812"
    """
    _decide(lakehouse, "resolve", pattern, reason, author)


def reopen(pattern: Pattern, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Undoes a `resolve`.

    Example: faultbook reopen v1:4f2a --reason "the wrong one"
    """
    _decide(lakehouse, "reopen", pattern, reason, author)


def mute(
    pattern: Pattern,
    until: Annotated[str, typer.Option(help="Date or instant (UTC) up to which it raises no alert.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Keeps a pattern from raising alerts for a while. It is counted as before.

    Example: faultbook mute v1:4f2a --until 2026-12-24 --reason "known, fix is on its way"
    """
    _decide(lakehouse, "mute", pattern, reason, author, until=until)


def _decide(lakehouse: Path, kind: str, pattern: str, reason: str, author: str | None, **more: str) -> None:
    with requires("local", "decisions are written by local Spark"):
        from faultbook.engine.session import open_session  # noqa: PLC0415  (slow to import; help does not need it)
        from faultbook.jobs import decide  # noqa: PLC0415
        from faultbook.settings import make_settings  # noqa: PLC0415
        from faultbook.steps import Steps  # noqa: PLC0415

    request = decide.DecisionRequest(kind, pattern, author or getpass.getuser(), reason, **more)
    decide.checked(request)
    settings = make_settings(catalog=folder_setting(lakehouse))
    decide.run(open_session(settings), settings, Steps(task="decide"), request)
