"""Logs of other services that are polled, from the YAML file that people edit."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.durations import Duration, duration_of
from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.log_tables import Columns, Name, RowFields, Value
from faultbook.catalog.polling import Identity, Reference

PAGE = "docs/log-sources.md"
_SOURCE = re.compile(r"[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?", re.ASCII)
_WORKSPACE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d", re.ASCII)
_RESOURCE = re.compile(
    r"(?:projects|folders|organizations|billingAccounts)/[\w.:-]+(?:/locations/[\w-]+/buckets/[\w.-]+/views/[\w.-]+)?",
    re.ASCII,
)
_LEAST_EVERY, _MOST_EVERY = timedelta(minutes=1), timedelta(days=1)


def _duration_or_off(value: Any) -> timedelta | None:
    # YAML reads an unquoted off as false.
    return None if value is False or value == "off" else duration_of(value)


def _matches(pattern: re.Pattern[str], expected: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"found {value!r}; expected {expected}")
        return value

    return AfterValidator(check)


def _balanced(value: str) -> str:
    """A filter that cannot leave the parentheses that are put around it."""
    depth, quoted, place = 0, "", 0
    while place < len(value):
        sign = value[place]
        if quoted:
            place += sign == "\\"
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        elif value.startswith("--", place) or sign == "#":
            raise ValueError(f"found {value!r}; expected a filter without a comment")
        else:
            depth += (sign == "(") - (sign == ")")
            if depth < 0:
                break
        place += 1
    if quoted or depth or not value.strip():
        raise ValueError(f"found {value!r}; expected a filter with closed quotes and parentheses, as severity>=ERROR")
    return value


SourceName = Annotated[str, _matches(_SOURCE, "1 to 64 lower-case letters, digits and hyphens, a letter first")]


class LogAnalytics(YamlModel):
    """A table of a Log Analytics workspace."""

    workspace: Annotated[str, _matches(_WORKSPACE, "the workspace id, a GUID of 36 letters and hyphens")]
    table: Name
    where: dict[Name, Value] | None = None
    columns: list[Name] | None = Field(None, min_length=1)
    cloud: Literal["public", "usgov", "china"] = "public"
    identity: Identity | None = None


class CloudWatch(YamlModel):
    """A log group of CloudWatch Logs. `late`: how old an event may be when it arrives."""

    region: Annotated[str, _matches(_REGION, "a region, as eu-central-1")]
    log_group: str = Field(min_length=1, max_length=2048)
    filter: str | None = Field(None, min_length=1, max_length=1024)
    stream_prefix: str | None = Field(None, min_length=1, max_length=512)
    late: Duration = timedelta(hours=1)
    access_key_id: Reference | None = None
    secret_access_key: Reference | None = None
    role_arn: str | None = None

    @model_validator(mode="after")
    def names_both_of_a_key(self) -> "CloudWatch":
        """ValueError where one half of a key is missing."""
        if (self.access_key_id is None) != (self.secret_access_key is None):
            raise ValueError("found one of access_key_id and secret_access_key; expected both, or none of them")
        return self


class CloudLogging(YamlModel):
    """Entries of Google Cloud Logging. `late`: how old an entry may be when it arrives."""

    resource: Annotated[str, _matches(_RESOURCE, "projects/NAME, or a folder, organization or view of a bucket")]
    filter: Annotated[str, AfterValidator(_balanced), Field(max_length=10_000)] | None = None
    late: Duration = timedelta(days=2)
    service_account: Reference | None = None


class LogSourceEntry(YamlModel):
    """A source in the file: where its logs are, how often they are read, and what they mean."""

    name: SourceName
    log_analytics: LogAnalytics | None = None
    cloudwatch: CloudWatch | None = None
    cloud_logging: CloudLogging | None = None
    every: Duration = timedelta(minutes=10)
    settle: Duration = timedelta(minutes=5)
    recheck: Annotated[timedelta | None, BeforeValidator(_duration_or_off)] = timedelta(hours=1)
    start: Duration = timedelta(hours=1)
    service: str | None = Field(None, min_length=1)
    environment: str | None = Field(None, min_length=1)
    fields: dict[str, Columns] | None = None
    levels: dict[str, str] | None = None

    @model_validator(mode="after")
    def is_of_one_vendor(self) -> "LogSourceEntry":
        """ValueError where it names no vendor or several, or times that do not fit each other."""
        vendors = [name for name in ("log_analytics", "cloudwatch", "cloud_logging") if getattr(self, name) is not None]
        if len(vendors) != 1:
            found = " and ".join(vendors) or "none of them"
            raise ValueError(f"found {found}; expected one of log_analytics, cloudwatch, cloud_logging")
        if not _LEAST_EVERY <= self.every <= _MOST_EVERY:
            raise ValueError("found another length of every; expected 1m to 1d")
        if self.recheck is not None and self.recheck <= self.settle:
            raise ValueError("found a recheck that is not after settle; expected a longer time, or off")
        if self.log_analytics is None and (self.fields or self.levels):
            raise ValueError("found fields or levels; expected them with log_analytics only")
        RowFields.check(self.fields or {})
        return self


class LogSourcesFile(YamlModel):
    """catalog/log_sources.yml."""

    logs: list[LogSourceEntry] | None = None

    @model_validator(mode="after")
    def names_each_source_once(self) -> "LogSourcesFile":
        """ValueError where two sources have one name: they would write into one folder, with one watermark."""
        names = [entry.name for entry in self.logs or ()]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"found the name {twice} twice; expected another name for each source")
        return self


def read_log_sources_file(path: str) -> list[LogSourceEntry]:
    """The sources of a file, in its order; none for an empty path. InvalidCatalog where it is missing or wrong."""
    file = read_catalog_file(path, LogSourcesFile, page=PAGE) or LogSourcesFile()
    return list(file.logs or ())
