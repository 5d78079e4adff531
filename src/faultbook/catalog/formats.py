"""Formats of one's own and how the files of each source are read, from the YAML file that people edit."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationInfo, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.own_formats import OwnFormat
from faultbook.catalog.sources import SourceEntry
from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRules

PAGE = "docs/formats.md"


class FormatsFile(YamlModel):
    """catalog/formats.yml."""

    sources: list[SourceEntry] | None = None
    formats: list[OwnFormat] | None = None

    @model_validator(mode="before")
    @classmethod
    def _names_are_known(cls, content: Any, info: ValidationInfo) -> Any:
        """Adds the names of the file's own formats to those that a source may name."""
        entries = content.get("formats") if isinstance(content, dict) else None
        if info.context is not None and isinstance(entries, list):
            info.context["formats"].update(entry["name"] for entry in entries if _has_name(entry))
        return content


def _has_name(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def read_formats_file(path: str, *, severities: Mapping[str, Sequence[str]] = DEFAULT_SEVERITIES) -> SourceRules:
    """The rules and formats of a file; none for an empty path. `severities` is the setting of the run.

    InvalidCatalog where the file is missing or wrong.
    """
    context = {"formats": set(FORMATS), "own": set(), "severities": severities}
    file = read_catalog_file(path, FormatsFile, page=PAGE, context=context) or FormatsFile()
    return SourceRules(
        rules=tuple(entry.rule() for entry in file.sources or ()),
        definitions=tuple(
            json.dumps(entry.model_dump(exclude_unset=True), default=str) for entry in file.formats or ()
        ),
    )
