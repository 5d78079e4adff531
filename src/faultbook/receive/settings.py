"""Settings of the receiver: options of the command over FAULTBOOK_RECEIVE_* variables over defaults."""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from faultbook.errors import SettingError
from faultbook.receive.endpoints import Limits

PREFIX = "FAULTBOOK_RECEIVE_"
VOLUMES = "/Volumes/"
_LIMITS = Limits()


class ReceiveSettings(BaseSettings):
    """How the receiver runs. Its endpoints are in `file`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    file: str = Field("catalog/receive.yml", description="YAML file of endpoints and credentials.")
    events: str = Field("", description="Folder, or volume (/Volumes/...), that envelopes are kept in.")
    spool: str = Field(
        "", description="Folder on a disk that outlives the process; envelopes wait there for the volume. Empty: none."
    )
    spool_megabytes: int = Field(1_024, ge=1, description="Most megabytes in the spool; above them 503 is answered.")
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen at.")
    port: int = Field(8081, ge=0, le=65_535, description="Port to listen at; 0: a free one, which is printed.")
    certificate: str = Field("", description="File of the TLS certificate; empty: a proxy ends TLS.")
    key: str = Field("", description="File of its key.")
    proxies: str = Field(
        "127.0.0.1", description="Addresses of proxies whose X-Forwarded-For is believed, with commas; *: all."
    )
    body_bytes: int = Field(_LIMITS.body_bytes, ge=1_024, le=16_777_216, description="Largest body (bytes).")
    body_seconds: float = Field(_LIMITS.body_seconds, gt=0, le=300, description="Time for one body (seconds).")
    requests_at_once: int = Field(_LIMITS.requests_at_once, ge=1, description="Most requests at once; above them 429.")
    head_seconds: float = Field(10.0, gt=0, le=300, description="Time for the head of a request (seconds).")
    connections: int = Field(1_000, ge=1, description="Most connections at once.")
    volume_seconds: float = Field(
        8.0, gt=0, le=300, description="How long a request waits for the volume, where there is no spool (seconds)."
    )
    drain_seconds: float = Field(
        20.0, ge=0, le=600, description="How long a stop waits for requests, and for the spool to be empty (seconds)."
    )

    @model_validator(mode="after")
    def _fit_together(self) -> "ReceiveSettings":
        if not self.events:
            raise ValueError("events|found no folder; expected one, or a volume as /Volumes/main/faultbook/events")
        if self.spool and not self.is_volume:
            raise ValueError("spool|found one for a folder; expected none: a folder is as durable as a spool")
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate|found one of certificate and key; expected both or none")
        for name in ("certificate", "key"):
            path = getattr(self, name)
            if path and not Path(path).is_file():
                raise ValueError(f"{name}|found no file {path!r}; expected one")
        return self

    @property
    def is_volume(self) -> bool:
        """Whether envelopes go to a volume of Unity Catalog."""
        return self.events.startswith(VOLUMES)

    @property
    def limits(self) -> Limits:
        """The bounds of requests."""
        return Limits(self.body_bytes, self.body_seconds, self.requests_at_once)


def make_receive_settings(**values: Any) -> ReceiveSettings:
    """Settings from values (None: not given) over variables over defaults; SettingError where one is wrong."""
    try:
        return ReceiveSettings(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as wrong:
        raise SettingError("\n".join(_explain(error) for error in wrong.errors())) from wrong


def _explain(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["loc"]:
        name = str(error["loc"][0]).lower().removeprefix(PREFIX.lower())
        expected = message.replace("Input should be", "expected", 1)
        problem = f"found {error['input']!r}; {expected}"
    else:
        name, _, problem = message.partition("|")
    variable = "FAULTBOOK_EVENTS" if name == "events" else f"{PREFIX}{name.upper()}"
    field = ReceiveSettings.model_fields.get(name)
    if field is None:
        return f"{name}: found no setting of this name. Fix: unset {variable}."
    return f"{name}: {problem}. {field.description} Fix: set {variable}, or give the option of this name."
