"""Senders of your own, from the YAML file that people edit: how their messages are read at /webhook/NAME."""

from typing import Self

from pydantic import model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.events.definition import Definition
from faultbook.events.shipped import in_order, shipped_definitions

PREFIX = "webhook-"


class SendersFile(YamlModel):
    """catalog/senders.yml."""

    senders: tuple[Definition, ...] | None = None

    @model_validator(mode="after")
    def _names_are_free(self) -> Self:
        taken = {one.name for one in shipped_definitions()}
        for own in self.senders or ():
            if own.name in taken:
                raise ValueError(f"found the name {own.name!r} twice or as one of faultbook's; expected another one")
            taken.add(own.name)
        return self


def definitions_of(path: str) -> tuple[Definition, ...]:
    """The definitions of a file and those that faultbook ships, in the order in which they are tried.

    InvalidCatalog where the file is missing or wrong.
    """
    file = read_catalog_file(path, SendersFile, page="docs/senders.md") or SendersFile()
    return in_order([*(file.senders or ()), *shipped_definitions()])
