"""The deployed bundle as a notebook beside it finds it: names of the target whose files these are.

A deployment syncs the bundle's files to `<root_path>/files`, and `root_path` ends in the target. What only a workspace
knows is read from the path too: in a development target the CLI puts `dev_<user>_` before schemas.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import EVERYTHING
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.runner import LocalContext, Outcome, entry_point, read_graph, run_graph
from faultbook.bundle.tree import Bundle, read_bundle

NEEDED = ("catalog", "schema_name", "raw_schema_name", "landing", "checkpoints")
SYNCED = "files"
HOMES = "Users"


def deployed_bundle(root: Path) -> Bundle:
    """The bundle whose files lie in `root`, with the names of its deployment.

    The target is that of the path, else (a clone) the default one. Values that `--var` gave are not known here.
    """
    target = root.parent.name if root.name == SYNCED else None
    bundle = read_bundle(root, target, EVERYTHING)
    if bundle.config["target"].get("mode") == "development" and (user := _user_of(root)):
        for schema in bundle.resources("schemas"):
            schema.fields["name"] = f"dev_{user}_{schema.fields['name']}"
    return bundle


def deployed_parameters(bundle: Bundle, job: str) -> dict[str, str]:
    """The parameters of a job as deployed; '' where the files do not hold a value (it came by `--var`)."""
    meaning = meanings(bundle, {"workspace.file_path": str(bundle.root)})
    found = {}
    for parameter in bundle.resource("jobs", job).fields.get("parameters") or []:
        try:
            found[str(parameter["name"])] = resolved(str(parameter["default"]), meaning)
        except BundleError:
            found[str(parameter["name"])] = ""
    return found


def run_deployed(bundle: Bundle, job: str, given: Mapping[str, str]) -> list[Outcome]:
    """Runs the tasks of a job here, one after the other, and raises what the first that failed raised.

    `given` lays values over the job's parameters; the session of the notebook is theirs.
    """
    values = deployed_parameters(bundle, job) | dict(given)
    if absent := [name for name in NEEDED if values.get(name) == ""]:
        raise BundleError(f"{', '.join(absent)} is not given: fill in the widget, or run `faultbook init`, which asks.")
    outcomes = run_graph(read_graph(bundle, job, LocalContext({}, values, "notebook")), entry_point)
    for outcome in outcomes:
        if outcome.failure is not None:
            raise outcome.failure
    return outcomes


def _user_of(root: Path) -> str:
    """The short name of the user in whose home the files lie, as the CLI writes it; '' for another place."""
    parts = root.parts
    homes = [place for place, part in enumerate(parts[:-1]) if part == HOMES]
    return re.sub(r"[^\w]", "_", parts[homes[0] + 1].partition("@")[0]) if homes else ""
