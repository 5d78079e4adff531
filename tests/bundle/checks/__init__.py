"""What `databricks bundle validate --strict` lets pass and a run, a person or a workspace would not.

A check is a function: a bundle as one target sees it in, one text per mistake out. It walks whatever resources there
are, so a new file in resources/ is covered as it is. A new check is a function and its line in CHECKS of its file.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter

from faultbook.bundle.tree import Bundle
from faultbook.registry import registered
from tests.bundle.checks import (
    alerts,
    apps,
    dashboards,
    deployments,
    files,
    genie,
    jobs,
    models,
    names,
    notifications,
    references,
    schedules,
    targets,
    variables,
)

Check = Callable[[Bundle], Iterator[str]]

CHECKS: dict[str, Check] = registered(
    "check of the bundle",
    (
        *models.CHECKS,
        *variables.CHECKS,
        *references.CHECKS,
        *names.CHECKS,
        *files.CHECKS,
        *jobs.CHECKS,
        *schedules.CHECKS,
        *notifications.CHECKS,
        *genie.CHECKS,
        *dashboards.CHECKS,
        *alerts.CHECKS,
        *apps.CHECKS,
        *targets.CHECKS,
        *deployments.CHECKS,
    ),
    name_of=attrgetter("__name__"),
)


def mistakes(bundle: Bundle) -> list[str]:
    """All mistakes of the bundle for its target, each as `check: what is wrong`."""
    return [f"{name}: {mistake}" for name, check in CHECKS.items() for mistake in check(bundle)]
