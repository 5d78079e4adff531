"""The commands of `faultbook`: a module for each, imported when the command runs.

The list of commands in `faultbook --help` comes from COMMANDS alone; a test compares it with the modules' docstrings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from typer import Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


@dataclass(frozen=True)
class CommandEntry:
    """Where a command is defined, and its line in the list of commands.

    `module` is below faultbook.cli and contains a function with the command's name. `group`: the commands of a group,
    each with the function of that module that it is; the group's own function runs where none of them is given.
    """

    module: str
    summary: str
    group: Mapping[str, str] = field(default_factory=dict)


COMMANDS = {
    "demo": CommandEntry(
        "demo",
        "Shows the whole thing: samples, the jobs of the bundle on local Spark, "
        "tables whose counts and dollars add up.",
    ),
    "ingest": CommandEntry(
        "ingest",
        "Reads a folder of logs: creates the tables, stores the lines, computes patterns, shows what it found.",
    ),
    "generate": CommandEntry(
        "generate", "Writes error logs like those of a real application, and the truth about them."
    ),
    "jobs": CommandEntry(
        "jobs", "Lists the bundle's jobs: their tasks in order, when they run in a workspace, what they do."
    ),
    "run": CommandEntry(
        "run", "Runs a job of the bundle on local Spark: resources/JOB.job.yml, its tasks and order as in a workspace."
    ),
    "watch": CommandEntry(
        "watch", "Runs ingest, detect and respond whenever something new lies in the folder of logs or of messages."
    ),
    "replay": CommandEntry(
        "replay",
        "Parses the files of one batch again, stores nothing, and shows where that differs from what is stored.",
    ),
    "show": CommandEntry("show", "Shows rows of a view or table, of complete batches only. No Spark, no Java."),
    "tables": CommandEntry(
        "tables", "Lists views and tables: rows, data files and their bytes, version, newest batch. Reads no rows."
    ),
    "rejects": CommandEntry(
        "rejects",
        "Shows lines that are no records and why, the newest first. "
        r"In `raw`, \xNN is a byte and \\ a backslash.",
    ),
    "report": CommandEntry(
        "report",
        "Reports one day: data integrity, totals, top and new patterns, regressions, anomalies, silent services, "
        "rejects, freshness.",
    ),
    "explain": CommandEntry(
        "explain",
        "Shows one pattern on a page: trend, onset, first build, correlated values, one trace, decisions.",
    ),
    "changed": CommandEntry(
        "changed",
        "Shows what is new, gone, more or fewer than before, and which hosts, versions and labels the rise is in.",
    ),
    "incidents": CommandEntry(
        "incidents", "Lists incidents that are open or acknowledged, the worst first. No Spark, no Java."
    ),
    "incident": CommandEntry(
        "incidents", "Shows one incident on a page: state, time line, events, similar ones, cost. No Spark, no Java."
    ),
    "deliver": CommandEntry(
        "deliver", "Makes, changes and closes the issues of incidents in the trackers of catalog/incidents.yml."
    ),
    "outbox": CommandEntry(
        "outbox", "Shows what is still to be done in trackers, since when, and why it waits. No Spark, no Java."
    ),
    "merge": CommandEntry(
        "decide",
        "Declares two patterns to be one, for past and future records, or lets an incident go on in another one.",
    ),
    "split": CommandEntry(
        "decide", "Takes a template out of a pattern, or an incident out of the one that it was merged into."
    ),
    "rename": CommandEntry("decide", "Gives a pattern a title that people understand. Its id stays."),
    "resolve": CommandEntry(
        "decide", "Marks a pattern or an incident as fixed. When it comes back, it is `regressed`."
    ),
    "reopen": CommandEntry("decide", "Undoes a `resolve`."),
    "mute": CommandEntry(
        "decide", "Keeps a pattern from raising alerts, or an incident from being notified. It is counted as before."
    ),
    "unmute": CommandEntry("decide", "Undoes a `mute` of an incident."),
    "link": CommandEntry(
        "decide", "Ties an incident to an issue that is there, in place of the one that is or would be made."
    ),
    "unlink": CommandEntry("decide", "Undoes a `link`; the issue stays as it is."),
    "acknowledge": CommandEntry("decide", "Notes that somebody looks at an incident."),
    "assign": CommandEntry("decide", "Notes who works on an incident."),
    "formats": CommandEntry(
        "formats",
        "Lists the formats of logs. Its commands detect them in files, suggest new ones, run their examples.",
        group={"list": "list_formats", "detect": "detect", "suggest": "suggest", "test": "test"},
    ),
    "events": CommandEntry(
        "events",
        "Lists recent failures. Its commands explain how a message is read, read stored ones again, show the sources.",
        group={"list": "list_events", "explain": "explain", "replay": "replay", "sources": "sources"},
    ),
    "rules": CommandEntry(
        "rules",
        "Lists rules. Its commands run their tests, check them, explain them for an event, write a schema for editors.",
        group={"list": "list_rules", "test": "test", "lint": "lint", "explain": "explain", "schema": "schema"},
    ),
    "mcp": CommandEntry(
        "mcp", "Answers assistants (Copilot, Claude, Cursor ...) by the Model Context Protocol. Nothing is written."
    ),
    "serve": CommandEntry(
        "serve", "Serves the console and the HTTP API. In the lakehouse only decisions about incidents are written."
    ),
    "receive": CommandEntry(
        "receive",
        "Receives webhooks of Azure Monitor, Databricks, GitHub, Alertmanager and others, and keeps each message once.",
    ),
    "init": CommandEntry(
        "init",
        "Asks what a deployment has to know, looks up what the workspace has, writes databricks.yml, and deploys "
        "in order.",
    ),
    "deploy": CommandEntry(
        "deploy",
        "Deploys what databricks.yml holds: schemas and volumes, tables and views, then the rest. Also for an upgrade.",
    ),
    "connect": CommandEntry(
        "connect",
        "Connects a source of failures to the receiver. Its commands set up Azure and Databricks.",
        group={"azure": "azure", "databricks": "databricks"},
    ),
    "vendor": CommandEntry(
        "vendor",
        "Downloads the wheels that jobs need, for a workspace that reaches no package index. Needs one itself.",
    ),
    "doctor": CommandEntry(
        "doctor", "Checks Python, Java, Spark, jars, folders and, where configured, the workspace: OK, or what to do."
    ),
}
"""Every command in the order of the help."""


class LazyGroup(TyperGroup):
    """A group that knows its commands' summaries, and imports a command's module when the command is called."""

    def __init__(self, **attributes: Any) -> None:
        """`attributes` as typer passes them."""
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=entry.summary) for name, entry in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name, command and remaining arguments; the command with its options, not only its summary."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name else command, rest


class OrderedGroup(TyperGroup):
    """A group with every command loaded, in the order of COMMANDS; typer puts groups behind commands."""

    def __init__(self, **attributes: Any) -> None:
        """`attributes` as typer passes them."""
        super().__init__(**attributes)
        self.commands = {name: self.commands[name] for name in COMMANDS}


def load_function(name: str) -> Any:
    """The function of a command."""
    return getattr(import_module(f"faultbook.cli.{COMMANDS[name].module}"), name)


def add_command(app: Typer, name: str) -> None:
    """Adds a command, or a group with its commands, to an app; imports its module."""
    entry = COMMANDS[name]
    if not entry.group:
        app.command(name)(load_function(name))
        return
    module = import_module(f"faultbook.cli.{entry.module}")
    group = Typer(add_completion=False, rich_markup_mode="rich")
    group.callback(invoke_without_command=True)(load_function(name))
    for inner, function in entry.group.items():
        group.command(inner)(getattr(module, function))
    app.add_typer(group, name=name)


def load_command(name: str) -> Any:
    """A command with its options; imports its module."""
    app = Typer(add_completion=False, rich_markup_mode="rich")
    # A group, so that an app of one command is not that command itself.
    app.callback()(lambda: None)
    add_command(app, name)
    group: Any = get_command(app)
    return group.commands[name]
