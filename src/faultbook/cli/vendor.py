"""The command `vendor`: wheels for a workspace that reaches no package index."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.deployment.vendoring import PLATFORMS, SERVERLESS_PYTHON


def vendor(
    volume: Annotated[
        str, typer.Option(help="Volume that wheels are deployed to, /Volumes/catalog/schema/volume; made if absent.")
    ] = "",
    python: Annotated[
        str, typer.Option(help="Python of the jobs; that of serverless environment 5.")
    ] = SERVERLESS_PYTHON,
    platform: Annotated[
        list[str] | None, typer.Option(help="Platform of the jobs, as wheels name it; may be repeated.")
    ] = None,
    profile: Annotated[str, typer.Option(help="Profile of ~/.databrickscfg that names the workspace.")] = "",
    folder: Annotated[Path, typer.Option(help="Clone of faultbook that is deployed.")] = Path(),
) -> None:
    """Downloads the wheels that jobs need, for a workspace that reaches no package index. Needs one itself.

    They lie in dist/, and each deployment uploads them: to the volume, or without one to the bundle's own folder.
    dist/build/ has what building the wheel needs, so that dist/ can be copied to a machine without an index.

    Example: faultbook vendor --volume /Volumes/ops/tools/wheels
    """
    from faultbook.cli.init.running import clone  # noqa: PLC0415  (help does not need it)
    from faultbook.deployment import vendoring  # noqa: PLC0415
    from faultbook.deployment.wheel_volume import use_volume  # noqa: PLC0415

    root = clone(folder)
    if volume:
        typer.echo(use_volume(root, volume, profile))
    found = vendoring.vendor(root, python, platform or PLATFORMS)
    typer.echo(f"{len(found.wheels)} wheels for jobs in {root / 'dist'}: {', '.join(found.wheels)}")
    typer.echo(f"{len(found.build)} wheels for the build in {root / 'dist' / vendoring.BUILD}")
    typer.echo("Next: faultbook deploy, which uploads them")
