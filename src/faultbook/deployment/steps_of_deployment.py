"""The order of a deployment: what setup needs, setup, the rest. The same for the first one and for an upgrade.

Genie spaces and the trigger of detect need tables, tables need the job setup, and jobs exist once they are deployed.
"""

import time
from collections.abc import Callable

from faultbook.bundle.app_names import check_app_names
from faultbook.bundle.tree import read_bundle
from faultbook.deployment.bundle_cli import BundleCli

BASE = ("schemas.answers", "schemas.raw", "volumes.landing", "volumes.checkpoints", "jobs.setup")
"""What setup needs, and what it runs in."""
OF_FILTERS = ("schemas.access", "schemas.filtered")
"""What it needs too where row filters are on."""


def deploy_in_order(
    cli: BundleCli,
    announce: Callable[[str], None],
    show: Callable[[str], None],
    *,
    allow_removal: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Deploys in order, one announcement before and one after each step; DeploymentFailed where a step fails.

    What was deployed before a failure stays; a second call goes on from there. `allow_removal`: as in BundleCli.deploy.
    """
    known = {f"schemas.{schema.key}" for schema in read_bundle(cli.root, cli.target).resources("schemas")}
    base = (*BASE, *(name for name in OF_FILTERS if name in known))
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("checks files and values", lambda: _check(cli, show)),
        ("deploys schemas, volumes and the job setup", lambda: cli.deploy(base, show)),
        ("runs setup, which makes tables and views", lambda: cli.run("setup", show)),
        ("deploys the rest", lambda: cli.deploy((), show, allow_removal=allow_removal)),
    )
    for number, (what, run) in enumerate(steps, 1):
        announce(f"{number} of {len(steps)}: {what}")
        begun = clock()
        run()
        announce(f"{number} of {len(steps)}: done in {clock() - begun:.0f} s")


def _check(cli: BundleCli, show: Callable[[str], None]) -> None:
    cli.validate(show)
    check_app_names(cli.summary(), cli.target)
