"""The keys of catalog/incidents.yml about tickets: trackers, repositories, labels, assignment, templates, limits.

Models of what people write; `catalog.delivery` makes the values of them. Repositories are compared with the trackers
of the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from faultbook.bundle.yaml_file import Written
from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.durations import Duration
from faultbook.catalog.names import MatcherTexts
from faultbook.clients.addresses import AddressRefused, AllowedHosts, is_host
from faultbook.delivery.assignment import is_login
from faultbook.delivery.labels import LONGEST_LABEL
from faultbook.delivery.texts.instructions import NAME as INSTRUCTIONS
from faultbook.delivery.texts.instructions import Instructions
from faultbook.delivery.texts.links import own_url
from faultbook.delivery.texts.rendering import Texts
from faultbook.delivery.texts.templates import NAMES, TemplateFailed
from faultbook.faults.redaction import REDACTED, redact
from faultbook.registry import expected_one_of
from faultbook.settings.secret_references import EXPECTED, is_reference

DEFAULT_URLS = {"github": "https://api.github.com"}
_TRACKER = re.compile(r"[a-z][a-z0-9-]{0,30}")
_REPOSITORY = re.compile(r"(?:([a-z][a-z0-9-]{0,30}):)?([A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100})")
_MENTION = re.compile(r"[@/]?[A-Za-z0-9][A-Za-z0-9_/-]{0,62}")
_ACCOUNT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?(?:\[bot\])?")
_TAG = re.compile(r"[^=\s][^=]*=.+", re.DOTALL)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
FOLDER = "folder"
"""In the context of the models: the folder of the file, to which paths in it are relative."""
LEAST_READ_EVERY, MOST_READ_EVERY = timedelta(minutes=1), timedelta(days=1)
KEYS = (
    *("trackers", "repositories", "labels", "assignment", "templates", "link_hosts", "rate_limits", "read_every"),
    "console_url",
)


@dataclass(frozen=True)
class RepositoryName:
    """A repository as it is written, and the line; `tracker`: None where there is only one."""

    tracker: str | None
    name: str
    line: int

    def found_in(self, trackers: Mapping[str, Any]) -> str:
        """The name of its tracker. ValueError with the line where there is none, or it is not clear which."""
        where = f"line {self.line}: " if self.line else ""
        if not trackers:
            raise ValueError(f"{where}found the repository {self.name}, and no trackers; expected one under trackers")
        if self.tracker is None and len(trackers) > 1:
            tracker = next(iter(trackers))
            raise ValueError(
                f"{where}found {self.name!r} without a tracker; expected one of {', '.join(trackers)} before it, as "
                f"{tracker}:{self.name}"
            )
        tracker = self.tracker or next(iter(trackers))
        if tracker not in trackers:
            raise ValueError(f"{where}found the tracker {tracker!r}; expected {expected_one_of(tracker, trackers)}")
        return tracker


def repository_name(value: Any) -> RepositoryName:
    """The repository of a text. ValueError where it is none."""
    found = _REPOSITORY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"found {value!r}; expected owner/name, or TRACKER:owner/name, as github:acme/orders")
    return RepositoryName(found[1], found[2], value.line if isinstance(value, Written) else 0)


def _is_repository(value: str) -> str:
    repository_name(value)
    return value


def _reference(value: Any) -> str:
    # The error never shows the text: it may be the secret itself.
    if not isinstance(value, str) or not is_reference(value):
        raise ValueError(f"found a value that is no reference to a secret; {EXPECTED}: the file has no secret itself")
    return str(value)


def _address(value: str, what: str, example: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    # The value is not shown: a login or a query in it may be a secret.
    if not host or not is_safe or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            f"found an address that is not that of {what}; expected https:// and a host, without a login and a query, "
            f"as {example}"
        )
    return value.rstrip("/")


def _url(value: str) -> str:
    return _address(value, "an API", "https://git.example.com/api/v1")


def _console_url(value: str) -> str:
    if not own_url(value):
        raise ValueError("found an address with blanks or signs that no link has; expected one as a browser has it")
    return _address(value, "the console", "https://faultbook.example.com")


def _label(value: str) -> str:
    if len(value) > LONGEST_LABEL:
        raise ValueError(f"found a label of {len(value)} characters; expected at most {LONGEST_LABEL}: {value!r}")
    if not value or value != value.strip() or not value.isprintable() or "," in value:
        raise ValueError(f"found the label {value!r}; expected visible characters without commas, no blank at its ends")
    return value


def _prefix(value: str) -> str:
    most = LONGEST_LABEL - len("critical")
    if len(value) > most or not value.isprintable() or "," in value:
        raise ValueError(f"found {value!r}; expected at most {most} visible characters without commas")
    return value


def _login(value: str) -> str:
    if not is_login(value):
        raise ValueError(f"found {value!r}; expected a login of the tracker, without @")
    return value


def _account(value: str) -> str:
    if not _ACCOUNT.fullmatch(value):
        raise ValueError(f"found {value!r}; expected the login of the token's account, as faultbook-bot or my-app[bot]")
    return value


def _mention(value: str) -> str:
    if not _MENTION.fullmatch(value):
        raise ValueError(f"found {value!r}; expected what the action listens to in one word, as '@claude'")
    return value


def _network(value: str) -> str:
    try:
        AllowedHosts((), (value,))
    except AddressRefused:
        raise ValueError(f"found {value!r}; expected a network, as 10.20.0.0/16") from None
    return value


def _api_host(value: str) -> str:
    if not is_host(value.removeprefix(".")):
        raise ValueError(f"found {value!r}; expected a host in lower case, as git.example.com, or .example.com")
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(f"found {value!r}; expected a host in lower case without https://, as logs.example.com")
    return value


def _tag(value: str) -> str:
    if not _TAG.fullmatch(value):
        raise ValueError(f"found {value!r}; expected a tag and its value, as team=orders")
    return value


def _tracker_name(value: str) -> str:
    if not _TRACKER.fullmatch(value):
        raise ValueError(f"found the name {value!r}; expected lower-case letters, digits and hyphens, a letter first")
    return value


def _template_name(value: str) -> str:
    names = (*NAMES, INSTRUCTIONS)
    if value not in names:
        raise ValueError(f"found the template {value!r}; expected {expected_one_of(value, names)}")
    return value


def _not_too_often(value: timedelta) -> timedelta:
    if not LEAST_READ_EVERY <= value <= MOST_READ_EVERY:
        raise ValueError(f"found {value}; expected 1m to 1d: each read takes two requests for a repository, or more")
    return value


SecretReference = Annotated[str, BeforeValidator(_reference)]
Repository = Annotated[Any, BeforeValidator(repository_name)]
Label = Annotated[str, AfterValidator(_label)]
Login = Annotated[str, AfterValidator(_login)]
Count = Annotated[int, Field(ge=1, strict=True)]


class TrackerEntry(YamlModel):
    """A tracker.

    `url`: of its API; GitHub's own where it is absent. `user_token`: of a person, for Copilot. `account`: login of who
    is signed in, where it cannot be read (an app). `hosts`: more that the token may go to. `networks`: private ones in
    which they may be. `ca_file`: certificates of the authorities, relative to the file that names it.
    """

    kind: Literal["github", "gitea"]
    url: Annotated[str, AfterValidator(_url)] | None = None
    token: SecretReference
    user_token: SecretReference | None = None
    account: Annotated[str, AfterValidator(_account)] | None = None
    hosts: tuple[Annotated[str, AfterValidator(_api_host)], ...] = ()
    networks: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    ca_file: Annotated[str, Field(min_length=1)] | None = None

    @field_validator("ca_file", mode="after")
    @classmethod
    def is_there(cls, value: str | None, info: ValidationInfo) -> str | None:
        """The path of the file. ValueError where it is not there."""
        path = Path((info.context or {}).get(FOLDER, "")) / value if value is not None else None
        if path is not None and not path.is_file():
            raise ValueError(
                f"found no file {path}; expected certificates in PEM, relative to the file that names them"
            )
        return str(path) if path is not None else None

    @model_validator(mode="after")
    def has_an_address(self) -> "TrackerEntry":
        """ValueError where the address is missing and there is none by default."""
        if self.url is None and self.kind not in DEFAULT_URLS:
            raise ValueError(f"found no url; expected the address of its API for {self.kind}, as https://HOST/api/v1")
        return self

    @property
    def api(self) -> str:
        """The address of its API."""
        return self.url or DEFAULT_URLS[self.kind]


class PathsEntry(YamlModel):
    """A file CODEOWNERS, relative to the file that names it, and the repository of each of its owners."""

    codeowners: str = Field(min_length=1)
    owners: dict[str, Repository]


class RepositoriesEntry(YamlModel):
    """Where issues are made; the first that fits: rule, service, tag of the job, owner of a path, service's own."""

    rules: dict[str, Repository] | None = None
    services: dict[str, Repository] | None = None
    job_tags: dict[Annotated[str, AfterValidator(_tag)], Repository] | None = None
    paths: tuple[PathsEntry, ...] | None = None
    default: Repository | None = None

    def named(self) -> Iterator[RepositoryName]:
        """Every repository that it names."""
        for part in (self.rules, self.services, self.job_tags, *(each.owners for each in self.paths or ())):
            yield from (part or {}).values()
        if self.default is not None:
            yield self.default


class LabelRouteEntry(YamlModel):
    """Labels for the incidents that all matchers fit."""

    matchers: MatcherTexts
    labels: tuple[Label, ...] = Field(min_length=1)


class LabelsEntry(YamlModel):
    """Labels of issues; a prefix that is null: no such label."""

    managed: Label = "faultbook"
    severity_prefix: Annotated[str, AfterValidator(_prefix)] | None = "severity:"
    rule_prefix: Annotated[str, AfterValidator(_prefix)] | None = "rule:"
    always: tuple[Label, ...] = ()
    routes: tuple[LabelRouteEntry, ...] = ()


class PersonEntry(YamlModel):
    """One person, by login."""

    person: Login


class RotationEntry(YamlModel):
    """People in turn, each for `every`, from a day on."""

    rotation: tuple[Login, ...] = Field(min_length=1)
    every: Duration
    start: date | None = None


class AlternateEntry(YamlModel):
    """Assistants and nobody in turn, by incident."""

    alternate: tuple[Literal["copilot", "claude", "none"], ...] = Field(min_length=2)


AssignedEntry = Literal["none", "copilot", "claude"] | PersonEntry | RotationEntry | AlternateEntry


def _assigned(value: Any) -> Any:
    """The entry by its key, so that an error is about the one that is meant."""
    kinds: dict[str, type[YamlModel]] = {"person": PersonEntry, "rotation": RotationEntry, "alternate": AlternateEntry}
    expected = (
        "expected none, copilot, claude, {person: LOGIN}, {rotation: [LOGIN, ...], every: 7d} or {alternate: [...]}"
    )
    if isinstance(value, Mapping):
        if len(found := [key for key in kinds if key in value]) != 1:
            raise ValueError(f"found the keys {', '.join(map(str, value)) or 'none'}; {expected}")
        return kinds[found[0]].model_validate(value)
    if value not in ("none", "copilot", "claude"):
        raise ValueError(f"found {value!r}; {expected}")
    return str(value)


Assigned = Annotated[Any, BeforeValidator(_assigned)]


class ClaudeEntry(YamlModel):
    """What Claude's action in the repositories listens to: a label, or a mention in a comment."""

    label: Label | None = None
    mention: Annotated[str, AfterValidator(_mention)] | None = None

    @model_validator(mode="after")
    def is_one(self) -> "ClaudeEntry":
        """ValueError where both are there, or none."""
        if (self.label is None) == (self.mention is None):
            raise ValueError("found both label and mention, or none; expected one of them")
        return self


class CopilotEntry(YamlModel):
    """What Copilot works with; absent: its own choice."""

    base_branch: str | None = None
    custom_agent: str | None = None
    model: str | None = None


class AssignmentEntry(YamlModel):
    """Who gets issues: by rule, else by repository, else `default`. Nobody, where it is absent."""

    default: Assigned = "none"
    rules: dict[str, Assigned] | None = None
    repositories: dict[Annotated[str, AfterValidator(_is_repository)], Assigned] | None = None
    claude: ClaudeEntry | None = None
    copilot: CopilotEntry | None = None


class RateLimitsEntry(YamlModel):
    """How much is written within any hour; absent: no limit."""

    max_issues_per_hour: Count | None = None
    max_issues_per_repository_and_hour: Count | None = None
    max_updates_per_hour: Count | None = None


class TicketKeys(YamlModel):
    """The keys of tickets. Trackers are read first: others are compared with them."""

    trackers: dict[Annotated[str, AfterValidator(_tracker_name)], TrackerEntry] | None = None
    repositories: RepositoriesEntry | None = None
    labels: LabelsEntry | None = None
    assignment: AssignmentEntry | None = None
    link_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] | None = None
    templates: dict[Annotated[str, AfterValidator(_template_name)], str] | None = None
    rate_limits: RateLimitsEntry | None = None
    read_every: Annotated[Duration, AfterValidator(_not_too_often)] | None = None
    console_url: Annotated[str, AfterValidator(_console_url)] | None = None

    @model_validator(mode="before")
    @classmethod
    def has_no_secret(cls, value: Any) -> Any:
        """ValueError with the line, and without the text, where a text looks like a secret."""
        for key in KEYS:
            for text in _texts(value.get(key)) if isinstance(value, Mapping) else ():
                if not is_reference(text) and redact(text) != text and REDACTED in redact(text):
                    line = f"line {text.line}: " if isinstance(text, Written) else ""
                    raise ValueError(f"{line}found a text that looks like a secret; {EXPECTED} in its place")
        return value

    @field_validator("repositories", mode="after")
    @classmethod
    def are_of_trackers(cls, value: RepositoriesEntry | None, info: ValidationInfo) -> RepositoriesEntry | None:
        """ValueError where a repository is of no tracker of the file."""
        if "trackers" in info.data:
            for name in value.named() if value else ():
                name.found_in(info.data["trackers"] or {})
        return value

    @field_validator("assignment", mode="after")
    @classmethod
    def is_of_trackers(cls, value: AssignmentEntry | None, info: ValidationInfo) -> AssignmentEntry | None:
        """ValueError where a repository is of no tracker of the file, or Copilot has no token of a person."""
        trackers = info.data.get("trackers")
        if value is None or "trackers" not in info.data:
            return value
        for name in value.repositories or {}:
            repository_name(name).found_in(trackers or {})
        has_user = any(each.user_token for each in (trackers or {}).values())
        if not has_user and "copilot" in set(_assistants(value)):
            raise ValueError(
                "found copilot, and no tracker with a user_token; expected one: Copilot takes no other token"
            )
        return value

    @field_validator("templates", mode="after")
    @classmethod
    def can_be_rendered(cls, value: dict[str, str] | None) -> dict[str, str] | None:
        """ValueError with the name and line of the template where one fails with an example."""
        for name, text in (value or {}).items():
            try:
                _ = Instructions(text) if name == INSTRUCTIONS else Texts({name: text})
            except TemplateFailed as wrong:
                raise ValueError(str(wrong).rstrip(".")) from wrong
        return value


def _assistants(entry: AssignmentEntry) -> Iterator[str]:
    for each in (entry.default, *(entry.rules or {}).values(), *(entry.repositories or {}).values()):
        yield from each.alternate if isinstance(each, AlternateEntry) else ((each,) if isinstance(each, str) else ())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
