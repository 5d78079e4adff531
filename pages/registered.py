"""Tables of what the code registers, so that no page lists it by hand: jobs, tables, views, commands, settings."""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from typer.main import get_command

from faultbook.bundle.tree import Resource, read_bundle
from faultbook.cli import build_app
from faultbook.settings import GROUPS
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from pages.outputs import ROOT

TARGET = "prod"


def jobs() -> str:
    """The bundle's jobs."""
    found = sorted(read_bundle(ROOT, TARGET).resources("jobs"), key=lambda job: job.key)
    rows = (
        (f"[`{job.key}`](resources/{job.key}.job.yml)", _when(job), first_sentence(job.fields["description"]))
        for job in found
    )
    return _table(("job", "runs", "does"), rows)


def tables() -> str:
    """The stored tables."""
    rows = ((f"[`{name}`]({_contract_of(name)})", table.role, table.comment) for name, table in TABLES.items())
    return _table(("table", "schema", "holds"), rows)


def _contract_of(table: str) -> str:
    """The path of a table's contract."""
    [path] = (ROOT / "src" / "faultbook" / "tables").rglob(f"{table}.py")
    return path.relative_to(ROOT).as_posix()


def views() -> str:
    """The published views."""
    rows = ((f"[`{name}`](docs/views.md#{name})", view.role, view.comment) for name, view in published_views().items())
    return _table(("view", "schema", "says"), rows)


def commands() -> str:
    """The commands of `faultbook`."""
    rows = (
        (f"[`{name}`](docs/commands.md#{name})", first_sentence(command.help)) for name, command in known_commands()
    )
    return _table(("command", "does"), rows)


def notebooks() -> str:
    """The notebooks."""
    paths = sorted((ROOT / "notebooks").glob("*.py"))
    rows = (
        (f"[`{path.stem}`](notebooks/{path.name})", first_sentence(_prose(path.read_text("utf-8")))) for path in paths
    )
    return _table(("notebook", "does"), rows)


def settings(group: str) -> str:
    """A group's settings, each with its default and, where a job has it as parameter, its bundle variable."""
    variables = _bundle_variables()
    rows = (
        (f"`{name}`", _value(field.get_default(call_default_factory=True)), variables.get(name, ""), field.description)
        for name, field in GROUPS[group].model_fields.items()
    )
    return _table(("setting", "default", "bundle variable", "meaning"), rows)


TABLES_OF_README: dict[str, Callable[[], str]] = {
    "jobs": jobs,
    "tables": tables,
    "views": views,
    "commands": commands,
    "notebooks": notebooks,
}
"""What a `table:` block may name."""


def commands_page() -> str:
    """docs/commands.md: the texts of every command's help."""
    root: Any = get_command(build_app())
    epilog = re.sub(r"\[/?bold\]", "", root.epilog or "")
    examples = "\n".join(line for line in epilog.strip("\n").splitlines() if line.strip())
    told = f"{_WRITTEN} `faultbook COMMAND --help` says the same."
    head = f"# Commands\n\n{told}\n\n{root.help}\n\n```text\n{examples}\n```\n"
    general = f"Everywhere:\n\n{_options(root.params)}\n"
    return "\n".join([head, general, *(_section(name, command) for name, command in known_commands())])


def settings_page() -> str:
    """docs/settings.md: every setting of a run, by group."""
    head = (
        f"# Settings\n\n{_WRITTEN} A job's task takes each as `--name=value`; `FAULTBOOK_NAME` in the environment\n"
        "comes next, then the default. In a workspace the bundle variable sets it ([deploy.md](deploy.md)).\n"
        "[`.env.example`](../.env.example) lists every variable.\n"
    )
    sections = (
        f"## {name.capitalize()}\n\n{kind.__doc__} Code: "
        f"[`settings/{name}.py`](../src/faultbook/settings/{name}.py).\n\n{settings(name)}\n"
        for name, kind in GROUPS.items()
    )
    return "\n".join([head, *sections])


def known_commands() -> list[tuple[str, Any]]:
    """Name and command, in the order of `faultbook --help`."""
    root: Any = get_command(build_app())
    return list(root.commands.items())


def first_sentence(text: str) -> str:
    """The first sentence of a help text, on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=\.) ", paragraph)[0]


_WRITTEN = "Written by `make readme`; do not edit."


def _section(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if not parameter.opts[0].startswith("-")]
    needed = [f"{option.opts[0]} {option.name.upper()}" for option in command.params if _is_needed(option, arguments)]
    usage = " ".join(["faultbook", name, *map(_metavar, arguments), *needed, "[OPTIONS]"])
    told = "\n\n".join(_paragraph(paragraph) for paragraph in command.help.strip().split("\n\n"))
    parts = [f"## {name}", told, f"```text\n{usage}\n```"]
    if arguments:
        rows = ((f"`{_metavar(argument)}`", argument.help) for argument in arguments)
        parts.append(_table(("argument", "what it says"), rows))
    options = [parameter for parameter in command.params if parameter not in arguments]
    return "\n\n".join([*parts, *([_options(options)] if options else [])]) + "\n"


def _is_needed(option: Any, arguments: list[Any]) -> bool:
    return bool(option.required) and option not in arguments


def _paragraph(text: str) -> str:
    line = " ".join(text.split())
    example = line.removeprefix("Example: ")
    return f"```sh\n{example}\n```" if example.startswith("faultbook ") else line


def _options(options: Iterable[Any]) -> str:
    rows = (
        (
            ", ".join(f"`{name}`" for name in option.opts),
            "" if option.is_flag else _value(option.default),
            f"`{option.envvar}`" if option.envvar else "",
            option.help or "Show this help and stop.",
        )
        for option in options
        if option.name not in ("help",)
    )
    return _table(("option", "default", "environment", "what it says"), rows)


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _value(value: object) -> str:
    shown = value.value if isinstance(value, Enum) else value
    if isinstance(shown, dict):
        return "; ".join(f"{name}: {', '.join(others)}" for name, others in shown.items())
    return f"`{shown}`" if shown not in (None, "") else ""


def _when(job: Resource) -> str:
    if "schedule" in job.fields:
        second, minute, hour, *rest = str(job.fields["schedule"]["quartz_cron_expression"]).split()
        if rest == ["*", "*", "?"] and second == "0":
            return f"hourly at :{minute}" if hour == "*" else f"daily {int(hour):02}:{int(minute):02} UTC"
        if rest[:2] == ["?", "*"] and second == "0":
            return f"weekly {rest[2].capitalize()} {int(hour):02}:{int(minute):02} UTC"
        return f"`{job.fields['schedule']['quartz_cron_expression']}`"
    return "when files arrive" if "file_arrival" in (job.fields.get("trigger") or {}) else "by hand"


def _bundle_variables() -> dict[str, str]:
    """Setting -> the variable that reaches it through a job's parameter."""
    bundle = read_bundle(ROOT, TARGET)
    found: dict[str, str] = {}
    for job in bundle.resources("jobs"):
        for parameter in job.fields.get("parameters") or []:
            default = str(parameter["default"])
            if schema := re.fullmatch(r"\$\{resources\.schemas\.(\w+)\.name\}", default):
                default = str(bundle.resource("schemas", schema[1]).fields["name"])
            if variable := re.fullmatch(r"\$\{var\.(\w+)\}", default):
                found[parameter["name"]] = f"`{variable[1]}`"
    return found


def _prose(notebook: str) -> str:
    """The text of the notebook's first cell, without its title."""
    cell = notebook.split("# COMMAND ----------", maxsplit=1)[0]
    lines = (line.removeprefix("# MAGIC").strip() for line in cell.splitlines() if line.startswith("# MAGIC"))
    return "\n".join(line for line in lines if not line.startswith(("%md", "# "))).strip()


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)])


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").strip()
