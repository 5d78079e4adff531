"""What the groups of settings have in common."""

from pydantic import BaseModel, ConfigDict


class Group(BaseModel):
    """Settings that belong together; `Settings` is composed of all groups, so that users see one flat list of names.

    A function that needs one group only takes the group as its argument's type.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
