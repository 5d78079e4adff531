"""A volume as the folder that wheels are deployed to: it is made where it is absent, and databricks.yml names it."""

import re
from pathlib import Path
from typing import Any

from faultbook.bundle.deployment_file import FILE, read_deployment, write_deployment
from faultbook.clients.databricks_errors import CalledResource
from faultbook.clients.profiles import meant_profile
from faultbook.clients.workspace import signed_in
from faultbook.errors import MissingDependency, SettingError

VARIABLE = "artifact_path"
_OF_EACH = "${workspace.current_user.short_name}"
"""A folder for each who deploys: a development target refuses one that is shared."""
_VOLUME = re.compile(r"/Volumes/([^/]+)/([^/]+)/([^/]+)/?")
_CALLED = CalledResource(
    needs="CREATE VOLUME on the schema, or WRITE VOLUME on the volume",
    absent="There is no such schema: databricks schemas list CATALOG.",
    retry="try again in a minute",
)


def use_volume(root: Path, volume: str, profile: str = "") -> str:
    """Makes the volume where it is absent, writes it into databricks.yml of a clone; returns a sentence about it."""
    names = _VOLUME.fullmatch(volume)
    if names is None:
        raise SettingError(
            f"--volume: found {volume!r}, expected /Volumes/catalog/schema/volume. Fix: give all three names."
        )
    before = read_deployment(root)
    if before is None:
        raise SettingError(f"{root / FILE} holds no deployment yet. Fix: faultbook init --no-deploy, then this.")
    made = _ensure(signed_in(meant_profile(profile, before.host)), names[1], names[2], names[3])
    values = {**before.values, VARIABLE: f"{volume.rstrip('/')}/{_OF_EACH}"}
    write_deployment(before.model_copy(update={"values": values}), root)
    return f"{'Made' if made else 'Found'} {volume}; wheels are deployed to it ({FILE}: {VARIABLE})"


def _ensure(client: Any, catalog: str, schema: str, name: str) -> bool:
    """Whether the volume was made; it is left alone where it is there."""
    from databricks.sdk.errors import NotFound  # noqa: PLC0415  (an extra, slow to import)
    from databricks.sdk.service.catalog import VolumeType  # noqa: PLC0415

    try:
        try:
            client.volumes.read(f"{catalog}.{schema}.{name}")
            return False
        except NotFound:
            client.volumes.create(catalog, schema, name, VolumeType.MANAGED)
            return True
    except Exception as refused:
        hint = _CALLED.hint(refused)
        raise MissingDependency(
            f"The volume {catalog}.{schema}.{name} could not be made ({type(refused).__name__}). {hint}"
        ) from refused
