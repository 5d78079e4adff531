"""Commands that record a decision about a pattern or an incident: `merge`, `mute`, `resolve`, `acknowledge` ..."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from faultbook.bundle.tree import find_bundle
from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires
from faultbook.cli.run import folder_setting

INCIDENTS_FILE = Path("catalog", "incidents.yml")
Pattern = Annotated[str, typer.Argument(help="Id of the pattern, or its beginning. `faultbook show patterns`.")]
Incident = Annotated[str, typer.Argument(help="Id of the incident, or its beginning. `faultbook incidents`.")]
Either = Annotated[
    str,
    typer.Argument(metavar="ID", help="Id of a pattern (v1:, v2:) or of an incident (inc-), or its beginning."),
]
Reason = Annotated[str, typer.Option(help="Why; it is stored with the decision.")]
Author = Annotated[str | None, typer.Option(help="Who decides; you, if not given.", envvar="FAULTBOOK_AUTHOR")]


def merge(
    pattern: Either,
    other: Annotated[str, typer.Argument(help="The pattern that is the same one, or the incident that goes on.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Declares two patterns to be one, for past and future records, or lets an incident go on in another one.

    Of two patterns the older id stays, the other leads to it.

    Example: faultbook merge v1:4f2a v1:9c01 --reason "one timeout, two spellings"

    Example: faultbook merge inc-77e0 inc-0a1b --reason "one cause"
    """
    _decide(lakehouse, "merge", pattern, reason, author, other=other)


def split(
    pattern: Either,
    template: Annotated[str, typer.Argument(help="The template that is another pattern, or the incident to take out.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Takes a template out of a pattern, or an incident out of the one that it was merged into.

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


def resolve(  # noqa: PLR0917 - one argument per option of the command
    pattern: Either,
    reason: Reason,
    build: Annotated[str, typer.Option(help="Of an incident: the build that fixes it.")] = "",
    in_next_build: Annotated[
        bool, typer.Option("--in-next-build", help="Of an incident: any build fixes it that is newer than those seen.")
    ] = False,
    not_planned: Annotated[
        bool, typer.Option("--not-planned", help="Of an incident: a false alarm, or it will not be worked on.")
    ] = False,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Marks a pattern or an incident as fixed. When it comes back, it is `regressed`.

    Example: faultbook resolve v1:4f2a --reason "pool enlarged in build 812"

    Example: faultbook resolve inc-0a1b --reason "a test" --not-planned
    """
    flags = {"in_next_build": "yes" if in_next_build else "", "not_planned": "yes" if not_planned else ""}
    _decide(lakehouse, "resolve", pattern, reason, author, build=build, **flags)


def reopen(pattern: Either, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Undoes a `resolve`.

    Example: faultbook reopen v1:4f2a --reason "the wrong one"
    """
    _decide(lakehouse, "reopen", pattern, reason, author)


def mute(  # noqa: PLR0917 - one argument per option of the command
    pattern: Either,
    reason: Reason,
    until: Annotated[str, typer.Option(help="Date or instant (UTC) up to which it is muted; a pattern needs it.")] = "",
    count: Annotated[str, typer.Option(help="Of an incident: muted for this number of further events.")] = "",
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Keeps a pattern from raising alerts, or an incident from being notified. It is counted as before.

    An incident without --until and --count is muted for good.

    Example: faultbook mute v1:4f2a --until 2026-12-24 --reason "known, fix is on its way"

    Example: faultbook mute inc-0a1b --count 100 --reason "the vendor restarts it"
    """
    _decide(lakehouse, "mute", pattern, reason, author, until=until, count=count)


def unmute(incident: Incident, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Undoes a `mute` of an incident.

    Example: faultbook unmute inc-0a1b --reason "the vendor has a fix"
    """
    _decide(lakehouse, "unmute", incident, reason, author)


def acknowledge(
    incident: Incident, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE
) -> None:
    """Notes that somebody looks at an incident.

    Example: faultbook acknowledge inc-0a1b --reason "looking at the cluster"
    """
    _decide(lakehouse, "acknowledge", incident, reason, author)


def assign(
    incident: Incident,
    assignee: Annotated[str, typer.Argument(help="Who works on it; '' removes the assignment.")],
    reason: Reason,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Notes who works on an incident.

    Example: faultbook assign inc-0a1b ada --reason "owns the cluster"
    """
    _decide(lakehouse, "assign", incident, reason, author, assignee=assignee)


def link(  # noqa: PLR0917 - one argument per option of the command
    incident: Incident,
    url: Annotated[str, typer.Argument(help="Address of an issue that is there, of a tracker of incidents.yml.")],
    reason: Reason,
    file: Annotated[
        Path | None, typer.Option(help="The file with the trackers; catalog/incidents.yml, if not given.")
    ] = None,
    author: Author = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Ties an incident to an issue that is there, in place of the one that is or would be made.

    Its title and body stay as they are; it gets one comment, and labels.

    Example: faultbook link inc-0a1b https://github.com/acme/orders/issues/7 --reason "they know it"
    """
    chosen = (file or find_bundle(Path.cwd()) / INCIDENTS_FILE).absolute()
    _decide(lakehouse, "link", incident, reason, author, incidents_file=str(chosen), other=url)


def unlink(incident: Incident, reason: Reason, author: Author = None, lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Undoes a `link`; the issue stays as it is.

    Example: faultbook unlink inc-0a1b --reason "another fault"
    """
    _decide(lakehouse, "unlink", incident, reason, author)


def _decide(
    lakehouse: Path, kind: str, name: str, reason: str, author: str | None, *, incidents_file: str = "", **more: str
) -> None:
    with requires("local", "decisions are written by local Spark"):
        from faultbook.engine.session import open_session  # noqa: PLC0415  (slow to import; help does not need it)
        from faultbook.jobs import decide  # noqa: PLC0415
        from faultbook.jobs.decision_request import DecisionRequest  # noqa: PLC0415
        from faultbook.settings import make_settings  # noqa: PLC0415
        from faultbook.steps import Steps  # noqa: PLC0415

    request = DecisionRequest(kind, name, author or getpass.getuser(), reason, **more)
    decide.checked(request)
    settings = make_settings(catalog=folder_setting(lakehouse), incidents_file=incidents_file)
    decide.run(open_session(settings), settings, Steps(task="decide"), request)
