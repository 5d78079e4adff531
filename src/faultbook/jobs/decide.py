"""Decide: records a decision of a person about a pattern, and carries it out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from uuid import uuid4

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from faultbook.engine.session import open_session
from faultbook.errors import SettingError
from faultbook.faults.decisions import ARRANGING, KINDS, MERGE, MUTE, RENAME, SPLIT
from faultbook.faults.redaction import Redactor
from faultbook.jobs.patterns import map_patterns
from faultbook.jobs.task import task_settings
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import PATTERN_DECISIONS, PATTERN_MAP, Lease

NEEDS = {MERGE: "other", SPLIT: "other", RENAME: "title", MUTE: "until"}
"""The further argument that a kind of decision needs."""


@dataclass(frozen=True)
class DecisionRequest:
    """A decision as a person gives it. Ids may be shortened as long as they stay unique."""

    kind: str
    pattern: str
    author: str
    reason: str
    other: str = ""
    title: str = ""
    until: str = ""


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
    """Appends the decision and, where it changes which templates are one pattern, maps them again."""
    until = checked(request)
    lakehouse = Lakehouse(spark, settings)
    redactor = Redactor(settings.redaction_rules, settings.redaction_allow)  # people paste lines of logs
    lakehouse.require_tables()
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


def checked(request: DecisionRequest) -> datetime | None:
    """The instant until which a pattern is muted, else None; SettingError where the request lacks an argument."""
    if request.kind not in KINDS:
        raise SettingError(f"kind: found {request.kind!r}, expected one of {', '.join(KINDS)}.")
    if request.kind in NEEDS and not getattr(request, NEEDS[request.kind]):
        needed = NEEDS[request.kind]
        raise SettingError(f"{needed}: found nothing, but {request.kind} needs it. Fix: give --{needed}=VALUE.")
    if request.kind != MUTE:
        return None
    try:
        until = datetime.fromisoformat(request.until)
    except ValueError as wrong:
        raise SettingError(
            f"until: found {request.until!r}, expected a date or instant, 2026-12-24 or 2026-12-24T08:00:00Z."
        ) from wrong
    return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)


def known_id(lakehouse: Lakehouse, text: str) -> str:
    """The template hash that `text` is, or is the beginning of, with or without its version; SettingError otherwise."""
    name = F.col("template_hash")
    begins = name.startswith(text) | F.substring_index(name, ":", -1).startswith(text)
    found = sorted(row[0] for row in lakehouse.read(PATTERN_MAP).where(begins).select(name).limit(3).collect())
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise SettingError(f"pattern: {text!r} is no id of a pattern. `faultbook show patterns` lists them.")
    raise SettingError(f"pattern: {text!r} is the beginning of several ids ({', '.join(found)} ...); give more of it.")
