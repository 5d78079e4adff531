"""What one deployment decides: its parts, values, owner and groups. Answers in, a checked model out.

What does not fit is a BundleError that names the answer, what was found and what to give instead.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from faultbook.bundle.app_names import fits
from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import EVERYTHING, SURFACES, Part

_OBJECT = re.compile(r"[A-Za-z0-9_-]{1,255}")
_OF_THE_WORKSPACE = {"users", "admins"}
MOST_WEBHOOKS = 3


class Deployment(BaseModel):
    """A deployment in `dev`, and where an owner and groups are given in `production` too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uuid: UUID = Field(default_factory=uuid4, description="Id of the deployment; made once.")
    host: str = Field("", description="Address of the workspace, https://...; empty: that of the profile.")
    catalog: str = Field(description="Catalog that holds both schemas; it exists.")
    schema_name: str = Field("faultbook", description="Schema of answers.")
    raw_schema_name: str = Field("faultbook_raw", description="Schema of rows.")
    parts: frozenset[Part] = Field(EVERYTHING, description="Parts beside the logs.")
    warehouse_id: str = Field("", description="SQL warehouse by its id.")
    warehouse_name: str = Field("", description="SQL warehouse by its name, looked up at each deployment.")
    production: Literal["prod", "classic"] = Field("prod", description="Target of production: serverless or cluster.")
    owner: str = Field("", description="User or application id in whose folder the one copy of production lies.")
    run_as: str = Field("", description="Application id of the principal that runs jobs; empty: who deploys.")
    readers_group: str = Field("", description="Group that asks.")
    operators_group: str = Field("", description="Group that runs jobs and lands files.")
    admins_group: str = Field("", description="Group that changes and deploys.")
    row_filters: bool = Field(False, description="Readers see only what catalog/access.yml lets their groups see.")
    failure_emails: tuple[str, ...] = Field((), description="Addresses that hear of failed and slow runs.")
    failure_webhooks: tuple[str, ...] = Field((), description="Ids of destinations that hear of failed runs.")
    alert_emails: tuple[str, ...] = Field((), description="Addresses that hear of alerts.")
    app_name: str = Field("", description="Name of the console in production; empty: faultbook-<target>.")
    dev_app_name: str = Field("", description="Name of the console in dev; empty: fb-<user>.")
    own_files: tuple[str, ...] = Field((), description="Resource files of one's own, as `include` names them.")
    values: dict[str, Any] = Field(default_factory=dict, description="Other variables of faultbook.yml, by name.")
    dev_host: str = Field("", description="Address of the workspace of dev; empty: as `host`.")
    dev_values: dict[str, Any] | None = Field(
        None, description="All variables of dev, by name, where they are not those of production."
    )
    extra: dict[str, Any] = Field(default_factory=dict, description="What else databricks.yml holds, as it is there.")

    @property
    def has_production(self) -> bool:
        """Whether the deployment has a target of production."""
        return bool(self.owner)

    @property
    def needs_warehouse(self) -> bool:
        """Whether a chosen part asks a SQL warehouse."""
        return not self.parts.isdisjoint(SURFACES)

    @field_validator("catalog", "schema_name", "raw_schema_name")
    @classmethod
    def _is_a_name(cls, text: str) -> str:
        if not _OBJECT.fullmatch(text):
            raise ValueError("expected letters, digits, _ and - only")
        return text

    @field_validator("host", "dev_host")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not re.fullmatch(r"https?://[^\s/]+/?", text):
            raise ValueError("expected the address of a workspace, such as https://adb-1.azuredatabricks.net")
        return text

    @field_validator("app_name", "dev_app_name")
    @classmethod
    def _is_a_name_of_an_app(cls, text: str) -> str:
        if text and not fits(text):
            raise ValueError("expected 2 to 30 lower-case letters, digits and hyphens")
        return text

    @field_validator("readers_group", "operators_group", "admins_group")
    @classmethod
    def _is_a_group_of_the_account(cls, text: str) -> str:
        if text in _OF_THE_WORKSPACE:
            raise ValueError("a group of the workspace cannot be granted a schema; expected a group of the account")
        return text

    @field_validator("failure_emails", "alert_emails")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [address for address in addresses if not re.fullmatch(r"[^@\s]+@[^@\s]+", address)]:
            raise ValueError(f"{wrong[0]!r} is no e-mail address")
        return addresses

    @field_validator("failure_webhooks")
    @classmethod
    def _are_few(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if len(ids) > MOST_WEBHOOKS or not all(ids):
            raise ValueError(f"expected at most {MOST_WEBHOOKS} ids of notification destinations, none empty")
        return ids

    @model_validator(mode="after")
    def _fits_together(self) -> "Deployment":
        if wrong := [sentence for sentence in _contradictions(self) if sentence]:
            raise ValueError(" ".join(wrong))
        return self


def deployment_from(answers: Mapping[str, Any]) -> Deployment:
    """The deployment of the answers, by the names of the fields; BundleError with a sentence for each error."""
    try:
        return Deployment.model_validate(dict(answers))
    except ValidationError as wrong:
        raise BundleError(" ".join(_sentence(error) for error in wrong.errors())) from wrong


def check_field(name: str, value: Any) -> None:
    """BundleError where a field cannot have the value, whatever the others are."""
    try:
        Deployment.model_validate({"catalog": "any", "parts": (), name: value})
    except ValidationError as wrong:
        if sentences := [_sentence(error) for error in wrong.errors() if error["loc"]]:
            raise BundleError(" ".join(sentences)) from wrong


def check_variables(deployment: Deployment, declared: Iterable[str]) -> None:
    """BundleError where `values` names no variable of the bundle, or one that is a field of its own."""
    names = set(declared)
    if unknown := sorted((deployment.values.keys() | (deployment.dev_values or {}).keys()) - names):
        raise BundleError(f"values: found {unknown[0]}, which is no variable of faultbook.yml; expected one of them.")


def _contradictions(given: Deployment) -> Iterable[str]:
    if given.schema_name == given.raw_schema_name:
        yield f"Both schemas are {given.schema_name!r}; expected two, because readers of answers may not read rows."
    if given.warehouse_id and given.warehouse_name:
        yield "A warehouse is given by id and by name; expected one of the two."
    if given.needs_warehouse and not (given.warehouse_id or given.warehouse_name):
        asking = ", ".join(part for part in SURFACES if part in given.parts)
        yield f"No SQL warehouse is given, and {asking} ask one; give its id or name, or leave these parts out."
    groups = {name: getattr(given, name) for name in ("readers_group", "operators_group", "admins_group")}
    needed = {"owner": given.owner, **groups}
    if absent := [name for name, value in needed.items() if not value]:
        if len(absent) < len(needed):
            yield f"Production needs {', '.join(needed)}; {', '.join(absent)} is not given. Without all: dev only."
        elif given.run_as:
            yield "run_as is given without an owner; only production runs as somebody else."
    elif len(set(groups.values())) < len(groups):
        yield f"Two groups are the same ({', '.join(groups.values())}); expected three: each has one level of access."
    if given.row_filters and not given.owner:
        yield "Row filters are on without an owner and groups; in dev nobody else is granted anything to filter."
    if given.run_as not in ("", given.owner) and Part.CONSOLE in given.parts:
        yield (
            "run_as and the part console exclude each other: the platform lets an app run as who deploys it only. "
            "Leave the console out, or make the principal the owner and deploy as it."
        )


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    reason = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    if not name:
        return f"{reason}."
    found = "nothing" if error["type"] == "missing" else repr(error["input"])
    return f"{name}: found {found}; {reason[0].lower()}{reason[1:]}."
