"""The pages of docs/reference: what the code registers, so that no page lists it by hand."""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from typer.main import get_command

from faultbook.bundle.running_cost import cron_of
from faultbook.bundle.tree import Bundle, Resource, read_bundle
from faultbook.cli import build_app
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.api import api
from faultbook.settings import GROUPS
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from faultbook.transforms.cost.opportunities.rule import NOT_ESTIMATED
from faultbook.transforms.cost.opportunities.rules import RULES
from pages.commands import known_commands
from pages.environment import env_example
from pages.formats import HEADS, format_rows
from pages.outputs import ROOT

TARGET = "prod"


def jobs_page() -> str:
    """docs/reference/jobs.md: the bundle's jobs."""
    bundle = read_bundle(ROOT, TARGET)
    found = sorted(bundle.resources("jobs"), key=lambda job: job.key)
    rows = (
        (
            f"[`{job.key}`](../../{_file_of(bundle, job)})",
            _when(bundle, job),
            ", ".join(f"`{task['task_key']}`" for task in job.fields["tasks"]),
            first_sentence(job.fields["description"]),
        )
        for job in found
    )
    text = "On a laptop: `faultbook run JOB`. What each job needs and how to run it by hand: [deploy.md](../deploy.md)."
    return _page("Jobs", text, _table(("job", "runs", "tasks", "does"), rows))


def tables_page() -> str:
    """docs/reference/tables.md: the stored tables."""
    rows = ((f"[`{name}`]({_contract_of(name)})", table.role, table.comment) for name, table in TABLES.items())
    text = (
        "A table's file is its contract: columns, types, nulls, key. `answers` contains counts and patterns with\n"
        "redacted examples, `raw` contains messages. Columns, leases, writers, readers: [tables.md](../tables.md)."
    )
    return _page("Tables", text, _table(("table", "schema", "contains"), rows))


def _contract_of(table: str) -> str:
    """The path of a table's contract, from docs/reference."""
    [path] = (ROOT / "src" / "faultbook" / "tables").rglob(f"{table}.py")
    return f"../../{path.relative_to(ROOT).as_posix()}"


def views_page() -> str:
    """docs/reference/views.md: the published views."""
    rows = ((f"[`{name}`](../views.md#{name})", view.role, view.comment) for name, view in published_views().items())
    text = (
        "Columns and a first question of each: [views.md](../views.md). Readers of the schema `answers` need no grant\n"
        "on rows ([grants.md](../grants.md))."
    )
    return _page("Views", text, _table(("view", "schema", "returns"), rows))


def tools_page() -> str:
    """docs/reference/tools.md: the tools that assistants are offered."""
    rows = (
        (f"`{name}`", question.description, _arguments(question.arguments.model_fields))
        for name, question in QUESTIONS.items()
        if question.is_tool
    )
    text = "`faultbook mcp` offers these tools to assistants ([mcp.md](../mcp.md)). `data_as_of` is in every answer."
    return _page("Tools", text, _table(("tool", "answers", "arguments"), rows))


def routes_page() -> str:
    """docs/reference/routes.md: the routes of the HTTP API."""
    # The routes are described without a question being answered, so no store is needed.
    nothing: Any = None
    paths = api(nothing).openapi()["paths"]
    rows = (
        (f"`{path}`", operations["get"]["summary"], _arguments(each["name"] for each in parameters(operations["get"])))
        for path, operations in paths.items()
    )
    text = (
        "`faultbook serve` answers them with GET ([api.md](../api.md)); `/api/openapi.json` describes arguments and\n"
        "fields."
    )
    return _page("Routes", text, _table(("route", "returns", "arguments"), rows))


def parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation, those of its path first."""
    found: list[dict[str, Any]] = operation.get("parameters", [])
    return sorted(found, key=lambda each: each["in"] != "path")


def savings_rules_page() -> str:
    """docs/reference/savings-rules.md: the rules of the job `cost` that find savings."""
    rows = (
        (
            *(f"`{name}`", rule.subject.lower(), rule.measure, f"{rule.warn_at:g}", f"{rule.critical_at:g}"),
            f"{rule.min_samples} {rule.sample}",
            "not estimated" if rule.saving_basis == NOT_ESTIMATED else rule.saving_basis,
        )
        for name, rule in RULES.items()
    )
    heads = ("rule", "subject", "measure", "WARN from", "CRITICAL from", "needs", "saving")
    text = "What a finding contains, and how to change thresholds: [cost.md](../cost.md)."
    return _page("Savings rules", text, _table(heads, rows))


def notebooks_page() -> str:
    """docs/reference/notebooks.md: the notebooks."""
    paths = sorted((ROOT / "notebooks").glob("*.py"))
    rows = (
        (f"[`{path.stem}`](../../notebooks/{path.name})", first_sentence(_prose(path.read_text("utf-8"))))
        for path in paths
    )
    text = "They run the same functions as the jobs, in a workspace."
    return _page("Notebooks", text, _table(("notebook", "does"), rows))


def _arguments(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def settings(group: str) -> str:
    """A group's settings, each with its default and, where a job has it as parameter, its bundle variable."""
    variables = _bundle_variables()
    rows = (
        (f"`{name}`", _value(field.get_default(call_default_factory=True)), variables.get(name, ""), field.description)
        for name, field in GROUPS[group].model_fields.items()
    )
    return _table(("setting", "default", "bundle variable", "meaning"), rows)


def commands_page() -> str:
    """docs/reference/commands.md: every command with its help, arguments and options."""
    root: Any = get_command(build_app())
    epilog = re.sub(r"\[/?bold\]", "", root.epilog or "")
    examples = "\n".join(line for line in epilog.strip("\n").splitlines() if line.strip())
    commands = _table(
        ("command", "does"),
        (
            (f"[`{name}`](#{name.replace(' ', '-')})", first_sentence(command.help))
            for name, command in known_commands()
        ),
    )
    text = f"`faultbook COMMAND --help` prints the same.\n\n{root.help}\n\n```text\n{examples}\n```"
    general = f"Options of every command:\n\n{_options(root.params)}\n"
    return "\n".join(
        [_page("Commands", text, commands), general, *(_section(name, command) for name, command in known_commands())]
    )


def formats_page() -> str:
    """docs/reference/formats.md: the formats of logs."""
    text = (
        "What the examples of each format show that it reads; `faultbook formats test` runs them. How files are\n"
        "detected, and how to write a format of your own: [formats.md](../formats.md)."
    )
    return _page("Formats", text, _table(HEADS, format_rows()))


def settings_page() -> str:
    """docs/reference/settings.md: every setting of a run, by group."""
    head = (
        f"# Settings\n\n{_WRITTEN} A job's task takes each as `--name=value`; `FAULTBOOK_NAME` in the environment\n"
        "comes next, then the default. In a workspace the bundle variable sets it ([deploy.md](../deploy.md)).\n"
        "[`.env.example`](../../.env.example) lists every variable.\n"
    )
    sections = (
        f"## {name.capitalize()}\n\n{group.__doc__} Code: "
        f"[`settings/{name}.py`](../../src/faultbook/settings/{name}.py).\n\n{settings(name)}\n"
        for name, group in GROUPS.items()
    )
    return "\n".join([head, *sections])


def first_sentence(text: str) -> str:
    """The first sentence of a help text, on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=\.) ", paragraph)[0]


_WRITTEN = "Written by `make readme`; do not edit."

REFERENCE: dict[str, Callable[[], str]] = {
    "docs/reference/jobs.md": jobs_page,
    "docs/reference/views.md": views_page,
    "docs/reference/tables.md": tables_page,
    "docs/reference/tools.md": tools_page,
    "docs/reference/routes.md": routes_page,
    "docs/reference/commands.md": commands_page,
    "docs/reference/formats.md": formats_page,
    "docs/reference/settings.md": settings_page,
    "docs/reference/savings-rules.md": savings_rules_page,
    "docs/reference/notebooks.md": notebooks_page,
    ".env.example": env_example,
}
"""The pages that are written whole, and what writes them."""


def _page(title: str, text: str, table: str) -> str:
    return f"# {title}\n\n{_WRITTEN} {text}\n\n{table}\n"


def _section(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if not parameter.opts[0].startswith("-")]
    needed = [f"{option.opts[0]} {option.name.upper()}" for option in command.params if _is_needed(option, arguments)]
    usage = " ".join(["faultbook", name, *map(_metavar, arguments), *needed, "[OPTIONS]"])
    text = "\n\n".join(_paragraph(paragraph) for paragraph in command.help.strip().split("\n\n"))
    parts = [f"## {name}", text, f"```text\n{usage}\n```"]
    if arguments:
        rows = ((f"`{_metavar(argument)}`", argument.help) for argument in arguments)
        parts.append(_table(("argument", "meaning"), rows))
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
    return _table(("option", "default", "environment", "meaning"), rows)


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _value(value: object) -> str:
    shown = value.value if isinstance(value, Enum) else value
    if isinstance(shown, dict):
        return "; ".join(f"{name}: {', '.join(others)}" for name, others in shown.items())
    return f"`{shown}`" if shown not in (None, "") else ""


def _when(bundle: Bundle, job: Resource) -> str:
    if cron := cron_of(bundle, job):
        second, minute, hour, *rest = cron.split()
        if rest == ["*", "*", "?"] and second == "0":
            return f"hourly at :{minute}" if hour == "*" else f"daily {int(hour):02}:{int(minute):02} UTC"
        if rest[:2] == ["?", "*"] and second == "0":
            return f"weekly {rest[2].capitalize()} {int(hour):02}:{int(minute):02} UTC"
        return f"`{cron}`"
    by_trigger = {"file_arrival": "when files arrive", "table_update": "when logs were read"}
    return next((by_trigger[kind] for kind in job.fields.get("trigger") or {}), "by hand")


def _file_of(bundle: Bundle, job: Resource) -> str:
    """The file that defines a job, from the root of the project."""
    return next(
        path.relative_to(ROOT).as_posix()
        for path, content in bundle.files.items()
        if job.key in ((content.get("resources") or {}).get("jobs") or {})
    )


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
