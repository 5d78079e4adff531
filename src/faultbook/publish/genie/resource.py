"""Writes a Genie space as a resource file of the bundle: inline YAML, in which the bundle's references are resolved.

Every text of the space is quoted: an id without quotes that is all digits would be sent as a number.
"""

from typing import Any

import yaml

from faultbook.publish.genie.semantics import Space
from faultbook.publish.genie.serialized import BARE_ANSWERS, Contracts, serialized_space

_NOTE = "# Written by `make generate` from src/faultbook/publish/genie/semantics.yml; do not edit.\n"
_PERMISSIONS = """
targets:
  prod: &shared
    resources:
      genie_spaces:
        KEY:
          permissions:
          - level: CAN_RUN
            group_name: ${var.readers_group}
          - level: CAN_RUN
            group_name: ${var.operators_group}
  classic: *shared
"""
_CATALOG, _SCHEMA = "${var.catalog}", "${var.readers_schema}"


class _Quoted(str):
    """A text that is written in quotes whatever it holds."""


class _Dumper(yaml.SafeDumper):
    """Safe YAML with quotes where a value requests them."""


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)


def space_resource(key: str, space: Space, contracts: Contracts) -> str:
    """The text of <key>.genie_space.yml."""
    fields = {
        "title": space.title,
        "description": space.description,
        "warehouse_id": "${var.warehouse_id}",
        "serialized_space": _quoted(serialized_space(space, key, contracts)),
    }
    tree = {"resources": {"genie_spaces": {key: fields}}}
    text = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return _NOTE + str(text) + _PERMISSIONS.replace("KEY", key)


def _quoted(value: Any) -> Any:
    match value:
        case str():
            return _Quoted(_in_the_bundle(value))
        case dict():
            return {key: _quoted(inside) for key, inside in value.items()}
        case list():
            return [_quoted(inside) for inside in value]
    return value


def _in_the_bundle(text: str) -> str:
    """The text with references for the schema that readers read: in quotes in SQL, where a name may hold a dash."""
    return text.replace("{answers}", f"`{_CATALOG}`.`{_SCHEMA}`").replace(BARE_ANSWERS, f"{_CATALOG}.{_SCHEMA}")
