"""References: `${resources...}` and the like lead somewhere, `{{...}}` is known to a run, schemas keep their prefix."""

import re
from collections.abc import Iterator

from faultbook.bundle.references import deployed_references, run_references, texts
from faultbook.bundle.tree import Bundle

COMPUTED = {
    "volumes": {"volume_path", "id"},
    "apps": {"id", "url", "service_principal_client_id", "service_principal_id"},
}
WORKSPACE = {
    *("current_user.userName", "current_user.short_name", "current_user.domain_friendly_name", "host", "root_path"),
    *("file_path", "artifact_path", "state_path", "resource_path"),
}
BUNDLE = {"name", "target", "environment", "uuid", "git.branch", "git.commit", "git.origin_url"}
AT_RUN = re.compile(
    r"job\.(id|run_id|name|repair_count|start_time\.\w+|trigger\.[\w.]+)|task\.(name|run_id|execution_count)"
    r"|tasks\.\w+\.(values\.\w+|result_state|error_code|execution_count)|workspace\.(id|url)|input(\.\w+)?"
)


def every_reference_leads_somewhere(bundle: Bundle) -> Iterator[str]:
    for path, text in texts(bundle.config):
        for reference in deployed_references(text):
            if wrong := _wrong(bundle, reference):
                yield f"{path}: ${{{reference}}} {wrong}"
        if text.count("${") != len(deployed_references(text)):
            yield f"{path}: {text!r} has a ${{ that is no reference"


def _wrong(bundle: Bundle, reference: str) -> str:
    kind, _, rest = reference.partition(".")
    if kind in {"var", "variables"}:
        return ""  # variables.py looks at these
    if kind == "workspace":
        return "" if rest in WORKSPACE else "is nothing that a workspace tells"
    if kind == "bundle":
        return "" if rest in BUNDLE else "is nothing that a bundle tells"
    if kind == "resources":
        return _wrong_resource(bundle, rest.split("."))
    return "refers to nothing known"


def _wrong_resource(bundle: Bundle, parts: list[str]) -> str:
    if len(parts) < 3:
        return "names no field of a resource"
    resources = {resource.key: resource for resource in bundle.resources(parts[0])}
    if parts[1] not in resources:
        return "refers to a resource that does not exist"
    computed = COMPUTED.get(parts[0], {"id"})
    if parts[2] not in computed and parts[2] not in resources[parts[1]].fields:
        return f"refers to a field that is neither written nor computed ({', '.join(sorted(computed))})"
    return ""


def every_run_reference_is_known(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        declared = {f"job.parameters.{parameter['name']}" for parameter in job.fields.get("parameters") or []}
        tasks = {str(task.get("task_key")) for task in job.fields.get("tasks") or []}
        for path, text in texts(job.fields):
            for reference in run_references(text):
                unknown = reference.startswith("tasks.") and reference.split(".")[1] not in tasks
                if reference not in declared and (unknown or not AT_RUN.fullmatch(reference)):
                    yield f"{job.name}.{path}: {{{{{reference}}}}} is unknown"


def schemas_are_named_by_their_resource(bundle: Bundle) -> Iterator[str]:
    """Only the schema resource may use the variable that names it: a development target puts a prefix before it."""
    naming = {
        reference
        for schema in bundle.resources("schemas")
        for reference in deployed_references(str(schema.fields.get("name", "")))
    }
    for resource in bundle.resources():
        for path, text in texts(resource.fields):
            used = naming.intersection(deployed_references(text))
            if used and not (resource.kind == "schemas" and path == "name"):
                found = ", ".join(used)
                yield f"{resource.name}.{path}: ${{{found}}} loses the prefix; expected ${{resources.schemas...name}}"


CHECKS = (every_reference_leads_somewhere, every_run_reference_is_known, schemas_are_named_by_their_resource)
