"""What `doctor` checks in `databricks.yml`: what is decided, and whether anybody hears of failures.

Reads files only. Says nothing where no deployment was begun.
"""

from collections.abc import Iterator
from pathlib import Path

from faultbook.bundle.deployment import Deployment
from faultbook.bundle.deployment_file import FILE, read_deployment
from faultbook.bundle.errors import BundleError
from faultbook.bundle.tree import find_bundle
from faultbook.cli.doctor.diagnosis import Diagnosis, Status

DEPLOYMENT, FAILURES, ALERTS = "Deployment", "Failures", "Alerts"


def deployment_checks(start: Path) -> Iterator[Diagnosis]:
    """The lines about the deployment of the bundle that `start` lies in; none where nothing was decided."""
    try:
        root = find_bundle(start)
        found = read_deployment(root)
    except BundleError as wrong:
        yield Diagnosis(DEPLOYMENT, Status.WARN, str(wrong), f"mend {FILE}, or run faultbook init")
        return
    if found is None:
        return
    production = f"{found.production} of {found.owner}" if found.has_production else "dev only"
    parts = ", ".join(sorted(found.parts)) or "none beside the logs"
    yield Diagnosis(DEPLOYMENT, Status.OK, f"catalog {found.catalog}, {production}; parts: {parts}")
    yield from _listeners(found)


def _listeners(found: Deployment) -> Iterator[Diagnosis]:
    """A run that fails at night is seen by whoever is notified; a dashboard is not looked at."""
    if not (found.failure_emails or found.failure_webhooks):
        yield Diagnosis(
            FAILURES,
            Status.WARN,
            "no recipient of failed runs",
            f"set failure_emails or failure_webhooks in {FILE} (faultbook init asks), and deploy",
        )
    if "alerts" in found.parts and not found.alert_emails and not found.values.get("alert_subscriptions"):
        yield Diagnosis(ALERTS, Status.WARN, "no recipient of alerts", f"set alert_subscriptions in {FILE}, and deploy")
