"""Incidents of faultbook itself: files of rules that are wrong. They are over when the file is right."""

from collections.abc import Iterable, Set
from datetime import datetime

from faultbook.incidents.fingerprint import SCOPE, fingerprint
from faultbook.incidents.incident import Incident
from faultbook.incidents.signals import Recovery, RecoveryKind, Signal, Span
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.rule_runs import OWN
from faultbook.jobs.incidents.rules_in_use import RulesInUse

RULE = "wrong_rule"
_MISTAKE = "mistake"


def mistake_signals(store: IncidentStore, rules: RulesInUse, now: datetime) -> list[Signal]:
    """One signal for each file with a mistake that has no open incident."""
    texts: dict[str, str] = {}
    for mistake in rules.mistakes:
        texts.setdefault(mistake.file, str(mistake))
    marks = {file: _mark(file) for file in texts}
    known = store.incidents(set(marks.values())).values() if texts else ()
    reported = {each.fingerprint for each in known if each.is_open}
    return [
        Signal(
            rule=RULE,
            source=OWN,
            fingerprint=marks[file],
            spans=(Span(1, now, now),),
            severity="medium",
            title=f"{OWN}: {text}"[:200],
            service=OWN,
            resource=file,
            message=text,
            facts={_MISTAKE: text},
        )
        for file, text in sorted(texts.items())
        if marks[file] not in reported
    ]


def mistake_recoveries(
    incidents: Iterable[Incident], rules: RulesInUse, now: datetime, judged: Set[str]
) -> list[Recovery]:
    """The open incidents whose file is right again.

    `judged`: the sources in which this run looked for matches. A predicate of another source has not run, so that its
    file is not known to be right.
    """
    wrong = {_mark(mistake.file) for mistake in rules.mistakes}
    wrong |= {_mark(rule.file) for rule in rules.rules.values() if rule.predicate and rule.source not in judged}
    return [
        Recovery(RecoveryKind.RECOVERED, now, f"{each.resource}/{now.isoformat()}", fingerprint=each.fingerprint)
        for each in incidents
        if each.source == OWN and each.is_open and each.fingerprint not in wrong
    ]


def _mark(file: str) -> str:
    found = fingerprint({SCOPE: OWN, "error_code": RULE, "template": file})
    assert found is not None
    return found
