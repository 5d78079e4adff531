"""What stops a deployment in somebody else's workspace: values that are guessed, parts that need what is not there, and
rights that nobody or everybody has.
"""

from collections.abc import Iterator
from functools import cache
from pkgutil import iter_modules

import yaml

from faultbook.bundle.deployment import Deployment
from faultbook.bundle.parts import HALVES, SURFACES, Part
from faultbook.bundle.references import deployed_references, texts
from faultbook.bundle.tree import Bundle, Resource
from faultbook.stores.views import published_views
from faultbook.tables import TABLES, cost, events
from tests.bundle.checks.dashboards import boards
from tests.bundle.checks.sql import reads

GUESSES = ("catalog", "warehouse_id", "owner", "readers_group", "operators_group", "admins_group")
KINDS = {
    "genie_spaces": Part.GENIE,
    "dashboards": Part.DASHBOARD,
    "alerts": Part.ALERTS,
    "apps": Part.CONSOLE,
}
READERS, OPERATORS, ADMINS = ("${var.readers_group}", "${var.operators_group}", "${var.admins_group}")
# What readers get by the kind of a resource; operators get it too.
ASKING = {"genie_spaces": "CAN_RUN", "dashboards": "CAN_READ", "apps": "CAN_USE"}
OF_THE_WHOLE = [{"level": "CAN_RUN", "group_name": OPERATORS}, {"level": "CAN_MANAGE", "group_name": ADMINS}]


def what_differs_by_workspace_is_not_guessed(bundle: Bundle) -> Iterator[str]:
    declared = bundle.files[bundle.root / "faultbook.yml"].get("variables") or {}
    for name in GUESSES:
        if guessed := {"default", "lookup"} & (declared.get(name) or {}).keys():
            yield f"{name} has a {', '.join(guessed)}; a workspace calls its own as it likes. Expected none"


def resources_lie_in_the_folder_of_their_part(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        parts = _parts(bundle, resource)
        if (surface := KINDS.get(resource.kind)) and surface not in parts:
            yield f"{resource.name} is deployed without the part {surface}; expected it in a folder {surface}/"
        if _asks_a_warehouse(resource) and not parts & set(SURFACES):
            yield f"{resource.name} needs a warehouse, which the logs do not have"
        for half in HALVES:
            if half not in parts and (read := sorted(_reads_of(half, _reads(bundle, resource), resource))):
                yield f"{resource.name} reads {', '.join(read)}, and is deployed without the part {half}"


def _reads_of(half: Part, found: set[str], resource: Resource) -> set[str]:
    """What is read of a half. An alert that asks the logs as well has something to say without it."""
    of_it = found & _tables_of(half)
    return set() if resource.kind == "alerts" and found - of_it else of_it


def _parts(bundle: Bundle, resource: Resource) -> set[Part]:
    for path, content in bundle.files.items():
        if resource.key in ((content.get("resources") or {}).get(resource.kind) or {}):
            folders = path.relative_to(bundle.root).parts[1:-1]
            return {part for part in Part if part.value in folders}
    return set()


def _asks_a_warehouse(resource: Resource) -> bool:
    return any("var.warehouse_id" in deployed_references(text) for _, text in texts(resource.fields))


def _reads(bundle: Bundle, resource: Resource) -> set[str]:
    if resource.kind == "dashboards":
        files = [content for board, content in boards(bundle) if board.key == resource.key]
        sql = ["".join(dataset["queryLines"]) for content in files for dataset in content.get("datasets", [])]
        return set().union(*(reads(text, "")[0] for text in sql))
    if resource.kind == "alerts":
        return set(reads(str(resource.fields.get("query_text")))[0])
    space = resource.fields.get("serialized_space") or {}
    tables = (space.get("data_sources") or {}).get("tables") or []
    return {str(table.get("identifier")).rpartition(".")[2] for table in tables}


@cache
def _tables_of(half: Part) -> frozenset[str]:
    """Tables that the jobs of a half write, and views over nothing else."""
    modules = {module.name for module in iter_modules({Part.BILL: cost, Part.INCIDENTS: events}[half].__path__)}
    found = TABLES.keys() & modules
    while more := {name for name, view in published_views().items() if set(view.reads) <= found} - found:
        found |= more
    return frozenset(found)


def every_run_ends(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        for where, owner, name in (
            (job.name, job.fields, "job_timeout_seconds"),
            # A condition is compared at once, without compute.
            *(
                (f"{job.name}.{task.get('task_key')}", task, "task_timeout_seconds")
                for task in job.fields["tasks"]
                if "condition_task" not in task
            ),
        ):
            if owner.get("timeout_seconds") != f"${{var.{name}}}":
                yield f"{where} has no timeout_seconds: ${{var.{name}}}; a hung run would keep its lease for ever"


def somebody_can_hear_of_a_failed_run(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        for kind, variable in (("email", "failure_emails"), ("webhook", "failure_webhooks")):
            if (job.fields.get(f"{kind}_notifications") or {}).get("on_failure") != f"${{var.{variable}}}":
                yield f"{job.name}: no recipient of failed runs; expected on_failure: ${{var.{variable}}}"


def compute_can_be_charged_and_limited(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        if job.fields.get("environments") and "budget_policy_id" not in job.fields:
            yield f"{job.name} has no budget_policy_id: ${{var.budget_policy_id}}"
        for cluster in job.fields.get("job_clusters") or []:
            new = cluster.get("new_cluster") or {}
            if absent := [name for name in ("policy_id", "autoscale") if name not in new]:
                yield f"{job.name}: cluster {cluster.get('job_cluster_key')} has no {', '.join(absent)}"
        if len(job.fields.get("job_clusters") or []) > 1:
            yield f"{job.name} starts several clusters; its tasks can share one"
        if "tags" not in job.fields:
            yield f"{job.name} has no tags"


OPTIONAL_LIBRARIES = {"${var.poll_library}", "${var.log_library}"}
"""What people may add for what they poll. Their defaults are met by every runtime, so that pip asks no index."""


def _library_of(entry: object) -> object:
    return entry["pypi"].get("package") if isinstance(entry, dict) and "pypi" in entry else entry


def jobs_install_what_lies_in_dist_and_nothing_else(bundle: Bundle) -> Iterator[str]:
    """The wheel of faultbook and those that `faultbook vendor` put beside it; a requirement by name needs an index."""
    for job in bundle.resources("jobs"):
        environments = job.fields.get("environments") or []
        lists = [(each["spec"].get("dependencies") or []) for each in environments]
        lists += [
            [each.get("whl", each) for each in task["libraries"]] for task in job.fields["tasks"] if "libraries" in task
        ]
        for listed in lists:
            found = [each for each in listed if _library_of(each) not in OPTIONAL_LIBRARIES]
            # Paths count from the file; that dist/ is meant, and not another folder, is a check of files.
            if len(found) != 1 or not str(found[0]).endswith("/dist/*.whl"):
                yield f"{job.name} installs {', '.join(map(str, found))}; expected dist/*.whl, which needs no index"


def groups_have_what_their_page_describes(bundle: Bundle) -> Iterator[str]:
    """docs/grants.md. A development target is the developer's own: nothing is granted there."""
    whole = bundle.config.get("permissions") or []
    if bundle.config["target"].get("mode") == "development":
        for resource in bundle.resources():
            if found := [name for name in ("grants", "permissions") if resource.fields.get(name)]:
                yield f"{resource.name} has {' and '.join(found)} in a development target"
        return
    if absent := [entry for entry in OF_THE_WHOLE if entry not in whole]:
        named = ", ".join(f"{entry['group_name']} with {entry['level']}" for entry in absent)
        yield f"target {bundle.target}: permissions lack {named}; only who deployed could run or change it"
    for resource in bundle.resources():
        if level := ASKING.get(resource.kind):
            found = resource.fields.get("permissions") or []
            for group in (READERS, OPERATORS):
                if {"level": level, "group_name": group} not in found:
                    yield f"{resource.name}: permissions lack {group} with {level}; they would see no page"
    yield from _wrong_grants(bundle)


GRANTS = {
    ("schemas", "answers"): {
        READERS: {"USE_SCHEMA", "SELECT"},
        OPERATORS: {"USE_SCHEMA", "SELECT"},
        ADMINS: {"USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE", "MANAGE"},
    },
    ("schemas", "raw"): {
        OPERATORS: {"USE_SCHEMA", "SELECT"},
        ADMINS: {"USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE", "CREATE_VOLUME", "MANAGE"},
    },
    ("volumes", "landing"): {
        OPERATORS: {"READ_VOLUME", "WRITE_VOLUME"},
        ADMINS: {"READ_VOLUME", "WRITE_VOLUME", "MANAGE"},
    },
    ("volumes", "checkpoints"): {ADMINS: {"READ_VOLUME", "WRITE_VOLUME", "MANAGE"}},
}
WITH_ROW_FILTERS = {
    ("schemas", "answers"): {**GRANTS["schemas", "answers"], READERS: {"USE_SCHEMA"}},
    ("schemas", "filtered"): {
        READERS: {"USE_SCHEMA", "SELECT"},
        OPERATORS: {"USE_SCHEMA", "SELECT"},
        ADMINS: {"USE_SCHEMA", "SELECT", "CREATE_TABLE", "MANAGE"},
    },
    ("schemas", "access"): {ADMINS: {"USE_SCHEMA", "SELECT", "CREATE_TABLE", "MANAGE"}},
}
OF_PARTS = {
    ("volumes", "events"): {OPERATORS: {"READ_VOLUME"}, ADMINS: {"READ_VOLUME", "WRITE_VOLUME", "MANAGE"}},
}
"""The same for what a deployment may be without."""
NAMES_NOBODYS_OWN = {
    ("poll.yml", "pollers"),
    *(("incidents.yml", name) for name in ("ending", "flapping", "storm", "inhibition")),
}
"""Entries of the catalog that every deployment may have: sources of its own workspace and limits, without a name of
anything.
"""


def _wrong_grants(bundle: Bundle) -> Iterator[str]:
    there = {(resource.kind, resource.key) for resource in bundle.resources()}
    of_parts = {each: grants for each, grants in OF_PARTS.items() if each in there}
    of_filters = WITH_ROW_FILTERS if has_row_filters(bundle) else {}
    for (kind, key), expected in {**GRANTS, **of_parts, **of_filters}.items():
        resource = bundle.resource(kind, key)
        written = resource.fields.get("grants") or []
        found = {grant.get("principal"): set(_privileges(bundle, grant)) for grant in written}
        for principal in {**expected, **found}:
            if principal not in expected and principal not in (READERS, OPERATORS, ADMINS):
                continue  # the principal that runs the jobs of this deployment
            given, wanted = found.get(principal, set()), expected.get(principal, set())
            if given != wanted:
                yield f"{resource.name}: {principal} has {_listed(given)}; expected {_listed(wanted)}"


def has_row_filters(bundle: Bundle) -> bool:
    return any(schema.key == "filtered" for schema in bundle.resources("schemas"))


def _privileges(bundle: Bundle, grant: dict) -> list[str]:
    given = grant.get("privileges") or []
    return bundle.variables[deployed_references(given)[0][4:]]["default"] if isinstance(given, str) else given


def readers_read_what_is_filtered_and_jobs_what_is_whole(bundle: Bundle) -> Iterator[str]:
    """Counts and money add up because no job reads through a filter; filters hold because no page reads past them."""
    whole, readers = "resources.schemas.answers.name", "var.readers_schema"
    for resource in bundle.resources():
        found = {name for _, text in texts(resource.fields) for name in deployed_references(text)}
        wrong = whole if resource.kind in ("genie_spaces", "dashboards", "apps") else readers
        if wrong in found or (resource.kind == "jobs" and "resources.schemas.filtered.name" in found):
            yield f"{resource.name} refers to ${{{wrong}}}; expected ${{{readers if wrong == whole else whole}}}"
    on = has_row_filters(bundle)
    if str(bundle.variables["row_filters"]["default"]) != ("true" if on else "false"):
        yield f"row_filters is not {str(on).lower()}, and the filtered schema is {'' if on else 'not '}there"
    if ("filtered" in bundle.variables["readers_schema"]["default"]) != on:
        yield f"readers_schema is {bundle.variables['readers_schema']['default']}"


def _listed(privileges: set[str]) -> str:
    return ", ".join(sorted(privileges)) or "nothing"


def nothing_of_a_demonstration_is_synced(bundle: Bundle) -> Iterator[str]:
    """What people know about their own services is theirs to write: an example in it would reach their tables."""
    folder = bundle.root / "catalog"
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
        for name, entries in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            names = entries if isinstance(entries, dict | list) else ()
            if names and (path.name, name) not in NAMES_NOBODYS_OWN:
                yield f"catalog/{path.name}: {name} holds {', '.join(map(str, names))}; expected comments only"


def fields_of_a_deployment_are_variables(bundle: Bundle) -> Iterator[str]:
    for name in GUESSES:
        if name not in Deployment.model_fields:
            yield f"{name} must be given and is no field of a deployment"
        if name not in bundle.variables:
            yield f"{name} is no variable"


CHECKS = (
    what_differs_by_workspace_is_not_guessed,
    resources_lie_in_the_folder_of_their_part,
    every_run_ends,
    somebody_can_hear_of_a_failed_run,
    compute_can_be_charged_and_limited,
    jobs_install_what_lies_in_dist_and_nothing_else,
    groups_have_what_their_page_describes,
    readers_read_what_is_filtered_and_jobs_what_is_whole,
    nothing_of_a_demonstration_is_synced,
    fields_of_a_deployment_are_variables,
)
