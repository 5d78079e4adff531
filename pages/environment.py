""".env.example: every environment variable that faultbook reads, with its description and default, commented out."""

import textwrap
from collections.abc import Iterable

from pydantic.fields import FieldInfo

from faultbook.engine.machine import MachineSettings
from faultbook.settings import GROUPS, argument_text

WIDTH = 118

HEAD = """\
# Written by `make readme`; do not edit. Every environment variable of faultbook, with its default.
# Copy this file to .env and set what you need. `faultbook mcp` and `faultbook serve` read .env in the folder where they
# start; for other commands: set -a; . ./.env; set +a
# Git ignores .env: it may hold credentials.
"""

WORKSPACE = {
    "DATABRICKS_HOST": "Address of the workspace, https://...; or DATABRICKS_CONFIG_PROFILE.",
    "DATABRICKS_CONFIG_PROFILE": "Profile of ~/.databrickscfg, instead of DATABRICKS_HOST.",
    "DATABRICKS_TOKEN": "Credential; not needed after `databricks auth login`.",
    "DATABRICKS_WAREHOUSE_ID": "SQL warehouse that mcp and serve query, and that doctor checks.",
}
SERVERS = {
    "FAULTBOOK_MCP_TOKEN": "Token of `mcp` over HTTP, 16 characters or more, where other machines connect.",
    "FAULTBOOK_SERVE_TOKEN": "Token of `serve`, 16 characters or more, where other machines connect.",
    "FAULTBOOK_WITHOUT": "Parts whose pages the console leaves out, separated by commas: bill.",
    "FAULTBOOK_PREFERENCES": "File of the console's preferences; empty: in the user's state folder.",
}
COMMANDS = {
    "FAULTBOOK_AUTHOR": "Who decides about patterns (merge, split, mute ...); empty: the user.",
    "FAULTBOOK_RECEIVER_CREDENTIAL": "`connect`: USER:PASSWORD for the receiver; empty: made up, and shown once.",
    "FAULTBOOK_RECEIVE_FILE": "YAML file of the receiver's endpoints; its other settings: docs/receiver.md.",
    "FAULTBOOK_DEBUG": "1 shows the traceback of a failure, as --debug.",
    "FAULTBOOK_SPARK_LOG": "Level of local Spark's log (error, warn, info), whatever FAULTBOOK_LOG_LEVEL is.",
}
NOT_LISTED = {"FAULTBOOK_JOB", "FAULTBOOK_TASK", "FAULTBOOK_RECEIVE_"}
"""Variables that faultbook sets itself, for the log lines of a task; and what those of the receiver begin with."""


def env_example() -> str:
    """The text of .env.example."""
    settings = (
        (
            f"Settings: {group}",
            {f"FAULTBOOK_{name.upper()}": _field(field) for name, field in kind.model_fields.items()},
        )
        for group, kind in GROUPS.items()
    )
    machine = {f"FAULTBOOK_{name.upper()}": _field(field) for name, field in MachineSettings.model_fields.items()}
    sections = [
        ("Workspace and warehouse", _without_default(WORKSPACE)),
        ("Servers", _without_default(SERVERS)),
        ("Commands", _without_default(COMMANDS)),
        ("This machine", machine),
        *settings,
    ]
    return "\n".join([HEAD, *(_section(title, variables) for title, variables in sections)])


def _without_default(variables: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (description, "") for name, description in variables.items()}


def _field(field: FieldInfo) -> tuple[str, str]:
    return str(field.description), argument_text(field.get_default(call_default_factory=True))


def _section(title: str, variables: dict[str, tuple[str, str]]) -> str:
    lines = [line for name, each in variables.items() for line in _variable(name, *each)]
    return "\n".join([f"# --- {title}", "", *lines, ""])


def _variable(name: str, description: str, default: str) -> Iterable[str]:
    yield from (f"# {line}" for line in textwrap.wrap(description, WIDTH))
    quoted = f"'{default}'" if any(sign in default for sign in ' {}[]*#"') else default
    yield f"#{name}={quoted}"
