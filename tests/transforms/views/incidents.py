"""Random rows of the tables of incidents in plain Python, whose matches are some of the random failures."""

import random
from datetime import timedelta

from faultbook.events.severities import SEVERITIES
from tests.stores.planted_incidents import entry, incident, match, version
from tests.transforms.views.costs import START
from tests.transforms.views.rows import Row

RULES = ("failed_runs", "http_5xx", "über")
FAULTS = tuple(f"fp1:{at:016x}" for at in range(6))


def random_incidents(seed: int, failures: list[Row], *, count: int = 30) -> dict[str, list[Row]]:
    """Rows of incidents, incident_journal, rule_matches and rule_versions."""
    dice = random.Random(seed)
    incidents: list[Row] = []
    journal: list[Row] = []
    for number in range(count):
        made = _incident(dice, number)
        incidents.append(made)
        journal += _entries(dice, len(journal) + 1, made)
    return {
        "incidents": incidents,
        "incident_journal": journal,
        "rule_matches": [_match(dice, number, failures, incidents) for number in range(count * 6)],
        "rule_versions": [version("failed_runs"), version("silent"), version("broken", mistake="found nothing")],
    }


def _incident(dice: random.Random, number: int) -> Row:
    opened = START + timedelta(seconds=dice.randrange(40 * 86_400), microseconds=dice.randrange(10**6))
    state = dice.choice(("open", "acknowledged", "resolved", "merged"))
    resolved = state == "resolved"
    return incident(
        f"inc-{number:016x}",
        state=state,
        severity=dice.choice(SEVERITIES),
        service=dice.choice((None, "", "api", "über")),
        environment=dice.choice((None, "prod")),
        rule=dice.choice(RULES),
        source=dice.choice(("failures", "logs")),
        fingerprint=dice.choice(FAULTS),
        title=dice.choice(("a title", "ключ 😀")),
        opened_at=opened,
        detected_at=opened + timedelta(microseconds=dice.randrange(10**10)),
        last_seen=opened + timedelta(hours=dice.randrange(50)),
        acknowledged_at=opened + timedelta(hours=3) if state == "acknowledged" else None,
        resolved_at=opened + timedelta(seconds=dice.randrange(10**6)) if resolved else None,
        resolved_by=dice.choice(("person", "quiet")) if resolved else None,
        is_muted=dice.random() < 0.3,
        is_flapping=dice.random() < 0.2,
        reopened=dice.randrange(3),
    )


def _entries(dice: random.Random, number: int, made: Row) -> list[Row]:
    """It opened, occurred a few times, and was closed, sometimes as not planned."""
    shared = {"fingerprint": made["fingerprint"], "rule": made["rule"]}
    rows = [entry(number, made["incident_id"], "opened", made["opened_at"], **shared)]
    for at in range(dice.randrange(4)):
        first = made["opened_at"] + timedelta(hours=at)
        last = first + timedelta(seconds=dice.randrange(7_200))
        rows.append(
            entry(number + len(rows), made["incident_id"], "occurred", last, events=dice.randrange(1, 9), **shared)
            | {"first_at": first, "last_at": last}
        )
    if made["state"] == "resolved":
        facts = dice.choice(([], [("by", "person")], [("by", "person"), ("not_planned", "yes")]))
        rows.append(entry(number + len(rows), made["incident_id"], "resolved", made["resolved_at"], facts=facts))
    return rows


def _match(dice: random.Random, number: int, failures: list[Row], incidents: list[Row]) -> Row:
    failure, near = dice.choice(failures), dice.choice(incidents)
    at = near["opened_at"].replace(microsecond=0) + timedelta(seconds=dice.randrange(-3_600, 3 * 3_600))
    source = dice.choice(("failures", "failures", "logs"))
    return match(
        f"m-{number:04}",
        at,
        rule=dice.choice(RULES),
        source=source,
        event_id=failure["event_id"] if source == "failures" else f"record-{number}",
        fingerprint=dice.choice((None, "fp1:near", *([near["fingerprint"]] * 4))),
        events=dice.randrange(1, 50) if source == "logs" else 1,
    )
