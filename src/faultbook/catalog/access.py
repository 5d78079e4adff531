"""Which group sees what through the filtered schema, from the YAML file that admins edit: docs/grants.md."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.tables.reader_rights import Dimension, GroupRights, Hidden

ALL = "all"
_OF_THE_WORKSPACE = ("users", "admins")


def _texts(value: Any) -> Any:
    """Ids of workspaces are all digits: without quotes YAML reads them as numbers."""
    if isinstance(value, list):
        return [str(entry) if isinstance(entry, int) and not isinstance(entry, bool) else entry for entry in value]
    return value


Values = Annotated[Literal["all"] | tuple[str, ...], BeforeValidator(_texts)]


class GroupEntry(YamlModel):
    """A group in the file."""

    workspaces: Values = ()
    services: Values = ()
    environments: Values = ()
    texts: bool = False
    users: bool = False

    @model_validator(mode="after")
    def sees_something(self) -> "GroupEntry":
        """ValueError where no row would be seen."""
        if not (self.workspaces or self.services or self.environments):
            raise ValueError("found no workspaces, services or environments; expected a list of names, or all")
        return self

    def rights(self, group: str) -> GroupRights:
        """The entry as what a view is made of."""
        given = {dimension: getattr(self, dimension.value) for dimension in Dimension}
        rows = {name: None if values == ALL else values for name, values in given.items() if values}
        return GroupRights(group, rows, frozenset(kind for kind in Hidden if getattr(self, kind.value)))


class AccessFile(YamlModel):
    """catalog/access.yml."""

    groups: dict[str, GroupEntry] | None = None

    @model_validator(mode="after")
    def names_groups_of_the_account(self) -> "AccessFile":
        """ValueError where a group of the workspace is named: nobody is a member of it as far as a catalog knows."""
        if wrong := [name for name in _OF_THE_WORKSPACE if name in (self.groups or {})]:
            raise ValueError(f"found {wrong[0]}, a group of the workspace; expected groups of the account")
        return self


def read_access_file(path: str) -> list[GroupRights]:
    """The rights of each group, in the order of the file; none for an empty path.

    InvalidCatalog where the file is missing or wrong.
    """
    file = read_catalog_file(path, AccessFile, page="docs/grants.md") or AccessFile()
    return [entry.rights(group) for group, entry in (file.groups or {}).items()]
