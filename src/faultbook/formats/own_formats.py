"""Formats that people define in catalog/formats.yml, from the texts that a run sends to its workers."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from faultbook.formats.delimited.definition import DelimitedDefinition, delimited_format
from faultbook.formats.patterns.definition import SHIPPED, Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.port import Format
from faultbook.formats.source_rules import SourceRules


def own_formats(rules: SourceRules) -> dict[str, Format]:
    """The formats of a file of one's own by name, in its order."""
    return {found.name: found for found in map(own_format, rules.definitions)}


@lru_cache(maxsize=1_024)
def own_format(definition: str) -> Format:
    """The format of a definition as JSON text, which was checked when its file was read."""
    entry: Mapping[str, Any] = json.loads(definition)
    if "delimiter" in entry:
        return delimited_format(DelimitedDefinition.model_validate(entry))
    return format_of(Definition.model_validate(entry, context=SHIPPED))
