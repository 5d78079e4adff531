"""Variables: declared, described, and with a value in each target."""

from collections.abc import Iterator

from faultbook.bundle.references import deployed_references, texts
from faultbook.bundle.tree import Bundle


def every_variable_referred_to_is_declared(bundle: Bundle) -> Iterator[str]:
    for path, text in texts(bundle.config):
        for reference in deployed_references(text):
            kind, _, name = reference.partition(".")
            if kind in {"var", "variables"} and name.split(".")[0] not in bundle.variables:
                yield f"{path}: ${{{reference}}} is not declared"


def every_variable_has_a_description_and_a_value(bundle: Bundle) -> Iterator[str]:
    for name, variable in bundle.variables.items():
        if not str(variable.get("description") or "").strip():
            yield f"{name} has no description"
        if variable.get("default") is None and "lookup" not in variable:
            yield f"{name} has no value in target {bundle.target}"
        if isinstance(variable.get("default"), (dict, list)) and variable.get("type") != "complex":
            yield f"{name} has a default that is no text, but not `type: complex`"


CHECKS = (every_variable_referred_to_is_declared, every_variable_has_a_description_and_a_value)
