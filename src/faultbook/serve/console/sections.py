"""The console's navigation, without the pages of parts that are not deployed."""

import os

WITHOUT = "FAULTBOOK_WITHOUT"
"""Environment variable: parts whose pages are left out, separated by commas."""
NAVIGATION = (
    ("/", "Overview", "o"),
    ("/patterns", "Patterns", "p"),
    ("/records", "Records", "r"),
    ("/files", "Files", "f"),
    ("/anomalies", "Anomalies", "a"),
    ("/incidents", "Incidents", "i"),
    ("/outbox", "Outbox", "t"),
    ("/rules", "Rules", "l"),
    ("/events", "Events", "e"),
    ("/sources", "Sources", "u"),
    ("/cost", "Cost", "c"),
    ("/queries", "Queries", "q"),
    ("/opportunities", "Opportunities", "s"),
    ("/reports", "Reports", "n"),
)
OF_PART = {
    "bill": frozenset({"/cost", "/queries", "/opportunities"}),
    "incidents": frozenset({"/incidents", "/outbox", "/rules", "/events", "/sources"}),
}


def is_shown(section: str) -> bool:
    """Whether a section's part is deployed."""
    without = [name.strip() for name in os.environ.get(WITHOUT, "").split(",")]
    return not any(section in OF_PART.get(part, ()) for part in without)


def navigation() -> tuple[tuple[str, str, str], ...]:
    """Path, name and key of each section that is shown."""
    return tuple(entry for entry in NAVIGATION if is_shown(entry[0]))
