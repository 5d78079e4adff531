"""Decide: records a decision of a person about a pattern or an incident, and carries it out."""

import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from difflib import get_close_matches
from uuid import uuid4

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from faultbook.engine.session import open_session
from faultbook.errors import SettingError
from faultbook.faults.decisions import ARRANGING, KINDS, MERGE, MUTE, RENAME, SPLIT
from faultbook.faults.redaction import Redactor
from faultbook.incidents.journal import ID_PREFIX
from faultbook.jobs import decide_incidents
from faultbook.jobs.decide_incidents import ONLY_OF_INCIDENTS, decide_incident, ids_of_incidents
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.patterns import map_patterns
from faultbook.jobs.task import task_settings
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import PATTERN_DECISIONS, PATTERN_MAP, Lease

NEEDS = {MERGE: "other", SPLIT: "other", RENAME: "title", MUTE: "until"}
"""The further argument that a kind of decision about a pattern needs."""
LINK = "link"
ONLY_OF_PATTERNS = (RENAME,)
OF_INCIDENTS = ("count", "build", "in_next_build", "not_planned", "assignee")
"""Arguments of decisions about incidents alone."""
_MOST_NEAR = 3


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point: the fields of the request as `--name=value`, beside the settings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    names = tuple(f"--{field.name}=" for field in fields(DecisionRequest))
    given = dict(argument[2:].split("=", 1) for argument in arguments if argument.startswith(names))
    settings = task_settings([each for each in arguments if not each.startswith(names)], task="decide")
    missing = [name for name in ("kind", "pattern", "author", "reason") if not given.get(name)]
    if missing:
        raise SettingError(f"{missing[0]}: found nothing, expected a value. Fix: give --{missing[0]}=VALUE.")
    run(open_session(settings), settings, Steps(task="decide", run_id=settings.run_id), DecisionRequest(**given))


def run(spark: SparkSession, settings: Settings, steps: Steps, request: DecisionRequest) -> None:
    """Appends the decision and carries it out: maps patterns again, or writes what follows for the incident."""
    until = checked(request)
    lakehouse = Lakehouse(spark, settings)
    redactor = Redactor(settings.redaction_rules, settings.redaction_allow)  # people paste lines of logs
    lakehouse.require_tables()
    if is_incident(lakehouse, request):
        decide_incident(lakehouse, steps, redactor, request, until)
        return
    _require_pattern(request)
    with writer_lease(lakehouse, Lease.LOGS):
        pattern = known_id(lakehouse, request.pattern)
        other = known_id(lakehouse, request.other) if NEEDS.get(request.kind) == "other" else None
        if other == pattern:
            raise SettingError(f"other: {other} is the pattern itself; expected another one.")
        row = {
            "decision_id": str(uuid4()),
            "kind": request.kind,
            "pattern_id": pattern,
            "other_id": other,
            "title": redactor.redact(request.title) if request.kind == RENAME else None,
            "until": until,
            "author": request.author,
            "reason": redactor.redact(request.reason),
            "decided_at": datetime.now(UTC),
        }
        with steps.step("pattern_decisions", kind=request.kind, pattern=pattern):
            lakehouse.append(PATTERN_DECISIONS, rows_of(spark, PATTERN_DECISIONS, [row]))
        if request.kind in ARRANGING:
            map_patterns(lakehouse, steps)


def is_incident(lakehouse: Lakehouse, request: DecisionRequest) -> bool:
    """Whether the id is that of an incident; SettingError where it may be both, or neither."""
    text = request.pattern.strip()
    if text.startswith(ID_PREFIX) or request.kind in ONLY_OF_INCIDENTS:
        return True
    if ":" in text or request.kind in ONLY_OF_PATTERNS:
        return False
    incidents = [name for name in ids_of_incidents(lakehouse) if name.startswith(f"{ID_PREFIX}{text}")]
    patterns = ids_of_patterns(lakehouse, text) if incidents else []
    if incidents and patterns:
        found = ", ".join([*incidents[:_MOST_NEAR], *patterns[:_MOST_NEAR]])
        raise SettingError(f"id: {text!r} is the beginning of several ids ({found}); give more of it.")
    return bool(incidents)


def _require_pattern(request: DecisionRequest) -> None:
    """SettingError where a decision about a pattern lacks an argument, or has one of incidents."""
    for name in OF_INCIDENTS:
        if getattr(request, name):
            raise SettingError(f"{name}: found {getattr(request, name)!r}, but only decisions about incidents have it.")
    needed = NEEDS.get(request.kind)
    if needed and not getattr(request, needed):
        raise SettingError(f"{needed}: found nothing, but {request.kind} needs it. Fix: give --{needed}=VALUE.")


def checked(request: DecisionRequest) -> datetime | None:
    """The instant until which something is muted, else None; SettingError where an argument is missing or wrong."""
    named_incident = request.pattern.strip().startswith(ID_PREFIX)
    known = decide_incidents.KINDS if named_incident else tuple(dict.fromkeys((*KINDS, *decide_incidents.KINDS)))
    if request.kind not in known:
        raise SettingError(f"kind: found {request.kind!r}, expected one of {', '.join(known)}.")
    if not named_incident and ":" in request.pattern:
        if request.kind in ONLY_OF_INCIDENTS:
            raise SettingError(
                f"kind: found {request.kind!r}, which is for incidents; expected one of {', '.join(KINDS)}."
            )
        _require_pattern(request)
    if request.kind in (MERGE, SPLIT, LINK) and not request.other:
        raise SettingError(f"other: found nothing, but {request.kind} needs it. Fix: give --other=VALUE.")
    decide_incidents.count_of(request)
    for name in ("in_next_build", "not_planned"):
        decide_incidents.is_set(name, getattr(request, name))
    if request.kind != MUTE or not request.until:
        return None
    try:
        until = datetime.fromisoformat(request.until)
    except ValueError as wrong:
        raise SettingError(
            f"until: found {request.until!r}, expected a date or instant, 2026-12-24 or 2026-12-24T08:00:00Z."
        ) from wrong
    return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)


def known_id(lakehouse: Lakehouse, text: str) -> str:
    """The template hash that `text` is, or is the beginning of, with or without its version.

    SettingError with the nearest ids where there is none, or are several.
    """
    found = ids_of_patterns(lakehouse, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise SettingError(
            f"pattern: {text!r} is the beginning of several ids ({', '.join(found)} ...); give more of it."
        )
    known = [str(each) for each in lakehouse.fetch(PATTERN_MAP, ("template_hash",))["template_hash"].to_pylist()]
    tails = {name.rpartition(":")[2]: name for name in known}
    wanted = text if ":" in text else text.rpartition(":")[2]
    near = get_close_matches(wanted, known if ":" in text else list(tails), n=_MOST_NEAR, cutoff=0.5)
    nearest = f"; the nearest are {', '.join(tails.get(name, name) for name in near)}" if near else ""
    raise SettingError(f"pattern: {text!r} is no id of a pattern{nearest}. `faultbook show patterns` lists them.")


def ids_of_patterns(lakehouse: Lakehouse, text: str) -> list[str]:
    """Up to three template hashes that begin so, with or without their version."""
    name = F.col("template_hash")
    begins = name.startswith(text) | F.substring_index(name, ":", -1).startswith(text)
    return sorted(str(row[0]) for row in lakehouse.read(PATTERN_MAP).where(begins).select(name).limit(3).collect())
