"""Settings of this machine, for every run on it: FAULTBOOK_CACHE, FAULTBOOK_JARS and the like.

Not settings of a run: no job parameter has these names, and Databricks never reads them.
"""

import os
import tempfile
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from faultbook.errors import SettingError

MEMORY_PATTERN = r"^[1-9]\d*[mMgG]$"


class ClassArchive(StrEnum):
    """What a session does about the class-data archive."""

    OFF = "off"
    USE = "use"
    RECORD = "record"


class MachineSettings(BaseSettings):
    """Settings of the local engine; each is read from FAULTBOOK_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="FAULTBOOK_", extra="ignore", frozen=True)

    cache: Path | None = Field(
        default=None, description="Folder for the Delta jars, the Java launcher and the class-data archive."
    )
    jars: Path | None = Field(
        default=None, description="Folder that already holds the two Delta jars; nothing is fetched."
    )
    driver_memory: str = Field(
        default="2g", pattern=MEMORY_PATTERN, description="Heap of the local Spark (like 900m or 4g)."
    )
    class_archive: ClassArchive = Field(
        default=ClassArchive.USE,
        description="The class-data archive, which saves 2 s of every start: off, use, or record (if missing).",
    )


def machine_settings() -> MachineSettings:
    """The machine's settings from FAULTBOOK_* variables over defaults; SettingError where one is wrong."""
    try:
        return MachineSettings()
    except ValidationError as wrong:
        raise SettingError("\n".join(_explain(error) for error in wrong.errors())) from wrong


def cache_folder() -> Path:
    """The folder for what is fetched or made once per user; made if absent, SettingError where it cannot be written."""
    chosen = machine_settings().cache
    folder = (chosen or _user_cache()).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as wrong:
        raise SettingError(
            f"cache: the folder {folder} cannot be written ({wrong.strerror}). "
            "Fix: set FAULTBOOK_CACHE to a folder that can."
        ) from wrong


def _user_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "faultbook"


def _explain(error: object) -> str:
    assert isinstance(error, dict)
    name = str(error["loc"][0])
    return (
        f"{name}: found {error['input']!r}; {error['msg']}. {MachineSettings.model_fields[name].description} "
        f"Fix: set or unset FAULTBOOK_{name.upper()}."
    )
