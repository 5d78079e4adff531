"""Settings of ingest: which files are read, how records are labelled, what is rejected or redacted."""

import re
from enum import StrEnum

from pydantic import Field, field_validator

from faultbook.faults.redaction import Redactor
from faultbook.faults.severities import DEFAULT_SEVERITIES, refused
from faultbook.settings.group import Group


class ReadWith(StrEnum):
    """What reads landed files."""

    AUTO = "auto"
    SPARK = "spark"
    PYTHON = "python"


class Duplicates(StrEnum):
    """Among which landed files equal contents count once."""

    FAMILY = "family"
    LANDING = "landing"


class IngestSettings(Group):
    """Which files are read, how records are labelled, what is rejected or redacted."""

    landing: str = Field(".landing", description="Folder or volume that log files arrive in.")
    checkpoints: str = Field(
        ".lakehouse/checkpoints", description="Folder or volume of the stream's checkpoint; outside `landing`."
    )
    file_pattern: str = Field(
        "*",
        description="Names of landed files that are read (glob, such as *.{log,log.gz}).",
    )
    max_files_per_batch: int = Field(10_000, ge=1, description="Most files in one batch.")
    duplicates: Duplicates = Field(
        Duplicates.FAMILY,
        description="Files with equal contents count once: those of one rotation family, which is a folder and a name "
        "without what rotation adds to it; or all of `landing`.",
    )
    formats_file: str = Field("", description="YAML file of own formats and of sources; empty: none.")
    service: str = Field("", description="Service of all records; empty: the first sub-folder of `landing`.")
    default_service: str = Field("default", description="Service of files that lie in no sub-folder.")
    environment: str = Field("local", description="Environment that records are labelled with.")
    code_pattern: str = Field(
        r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
        description="What an error code looks like (whole, syntax shared by Java and Python).",
    )
    severities: dict[str, list[str]] = Field(
        default_factory=lambda: dict(DEFAULT_SEVERITIES),
        description="Canonical severity -> spellings, worst first, in lower case (JSON). What no spelling fits is "
        "Unknown, which no setting may name.",
    )
    redaction_rules: list[str] = Field(
        default_factory=list,
        description="More secrets to take out of texts: regular expressions; what the group `secret`, else the whole, "
        "matches is replaced (JSON).",
    )
    redaction_allow: list[str] = Field(
        default_factory=list,
        description="What is no secret although it looks like one: regular expressions over the whole of it (JSON).",
    )
    max_line_bytes: int = Field(
        1_048_576, ge=1_024, description="Longer lines, and more lines of one record, are rejected (bytes)."
    )
    max_unpacked_bytes: int = Field(
        8 * 2**30,
        ge=1_048_576,
        description="Most bytes of a compressed file when decompressed, and of all files in an archive; one "
        "with more is unreadable.",
    )
    read_with: ReadWith = Field(
        ReadWith.AUTO,
        description="What reads landed files: spark; python, which is processes of this machine; or auto, which is "
        "python where tables are a folder and a file has up to 128 MiB, else spark.",
    )
    reject_keep_bytes: int = Field(65_536, ge=256, description="How much of a rejected line is kept (bytes).")
    templates_per_code: int = Field(
        10_000, ge=1, description="Most templates of one service, code and hint; what is more is one overflow pattern."
    )

    @field_validator("severities")
    @classmethod
    def _are_severities(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if wrong := refused(value):
            raise ValueError(wrong)
        return value

    @field_validator("code_pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as wrong:
            raise ValueError(f"expected a regular expression ({wrong})") from wrong
        return value

    @field_validator("redaction_rules")
    @classmethod
    def _are_rules(cls, value: list[str]) -> list[str]:
        Redactor(rules=value)
        return value

    @field_validator("redaction_allow")
    @classmethod
    def _are_allowed_texts(cls, value: list[str]) -> list[str]:
        Redactor(allow=value)
        return value
