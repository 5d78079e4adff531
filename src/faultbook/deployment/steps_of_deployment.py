"""The order of a deployment: what setup needs, setup, the rest. The same for the first one and for an upgrade.

Genie spaces and the trigger of detect need tables, tables need the job setup, and jobs exist once they are deployed.
"""

import time
from collections.abc import Callable

from faultbook.deployment.bundle_cli import BundleCli

BASE = ("schemas.answers", "schemas.raw", "volumes.landing", "volumes.checkpoints", "jobs.setup")
"""What setup needs, and what it runs in."""


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
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("checks files and values", lambda: cli.validate(show)),
        ("deploys schemas, volumes and the job setup", lambda: cli.deploy(BASE, show)),
        ("runs setup, which makes tables and views", lambda: cli.run("setup", show)),
        ("deploys the rest", lambda: cli.deploy((), show, allow_removal=allow_removal)),
    )
    for number, (what, run) in enumerate(steps, 1):
        announce(f"{number} of {len(steps)}: {what}")
        begun = clock()
        run()
        announce(f"{number} of {len(steps)}: done in {clock() - begun:.0f} s")
