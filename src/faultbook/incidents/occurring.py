"""What a signal does: its events are counted, each once; it opens, reopens, or worsens an incident."""

from collections.abc import Iterable
from datetime import datetime

from faultbook.incidents.book import Book, Occurrences, Origin
from faultbook.incidents.builds import newest
from faultbook.incidents.facts import Fact, kept
from faultbook.incidents.incident import Incident, ResolvedBy
from faultbook.incidents.journal import Kind
from faultbook.incidents.policy import Policy
from faultbook.incidents.returning import Stays, is_new, returned
from faultbook.incidents.severity import is_worse
from faultbook.incidents.signals import Signal, Span


def take_signal(book: Book, signal: Signal, policy: Policy) -> None:
    """Writes what follows from one signal. What the journal has of its batch already is not written again."""
    line = book.line(_identity(book, signal))
    if any(book.is_recorded(incident, Kind.OCCURRED, _cause(book, signal)) for incident in line):
        return
    if not line:
        _open(book, signal, signal.first_at, None)
        return
    current = line[-1]
    before, spans = _of_earlier(line, signal)
    for incident, late in before:
        _count(book, incident, signal, late, [(span, Stays.LATE) for span in late])
    if not spans:
        return
    if current.is_open:
        _go_on(book, current, signal, spans, policy)
    else:
        _come_back(book, current, signal.with_spans(spans), policy)


def _identity(book: Book, signal: Signal) -> str:
    """The fingerprint under which the fault is known, an older one before a newer; the newer becomes an alias of it."""
    known = next((each for each in map(book.newest, signal.older) if each is not None), None)
    if known is None:
        return signal.fingerprint
    if signal.fingerprint not in known.fingerprints:
        of = _occurrences(signal, 0, signal.first_at, signal.last_at)
        book.write(Kind.ALIASED, known, signal.first_at, signal.fingerprint, author=signal.rule, of=of)
    return known.fingerprint


def _of_earlier(line: list[Incident], signal: Signal) -> tuple[list[tuple[Incident, list[Span]]], tuple[Span, ...]]:
    """Spans from before the newest incident opened, with the incident of that time; and the other spans."""
    earlier: dict[int, list[Span]] = {}
    others = []
    for span in signal.spans:
        at = max((place for place, each in enumerate(line) if each.opened_at <= span.last_at), default=0)
        if at == len(line) - 1:
            others.append(span)
        else:
            earlier.setdefault(at, []).append(span)
    return [(line[at], spans) for at, spans in sorted(earlier.items())], tuple(others)


def _go_on(book: Book, incident: Incident, signal: Signal, spans: tuple[Span, ...], policy: Policy) -> None:
    """An open incident goes on, or, after a silence that is too long for one incident, ends and is followed."""
    window = signal.group_window or policy.group_window
    first_at = min(span.first_at for span in spans)
    if window is not None and first_at - incident.last_seen > window and not incident.is_flapping:
        over_at = incident.last_seen + window
        ended = book.write(
            Kind.RESOLVED, incident, over_at, f"group/{over_at.isoformat()}", facts={Fact.BY: ResolvedBy.QUIET}
        )
        _open(book, signal.with_spans(spans), first_at, ended)
        return
    _count(book, incident, signal, spans, [])
    _worsen(book, incident.incident_id, signal)
    note_flapping(book, incident.incident_id, policy)


def _come_back(book: Book, incident: Incident, signal: Signal, policy: Policy) -> None:
    outcome = returned(incident, signal, policy)
    if outcome.at is None:
        _count(book, incident, signal, signal.spans, outcome.closed)
        return
    if is_new(incident, signal, outcome.at, policy):
        if outcome.closed:
            _count(book, incident, signal, [span for span, _ in outcome.closed], outcome.closed)
        _open(book, signal.with_spans(outcome.back), outcome.at, incident)
        return
    again = book.write(
        Kind.REGRESSED,
        incident,
        outcome.at,
        _cause(book, signal),
        author=signal.rule,
        facts={Fact.BUILD: newest(span.build for span in outcome.back)},
    )
    _count(book, again, signal, signal.spans, outcome.closed)
    _worsen(book, incident.incident_id, signal)
    note_flapping(book, incident.incident_id, policy)


def _open(book: Book, signal: Signal, at: datetime, before: Incident | None) -> None:
    """Opens an incident with a signal: the first of its fault, or the one that follows another."""
    origin = Origin(signal.rule, signal.rule, signal.source, signal.service, signal.environment)
    opened = book.open(
        origin,
        before.fingerprint if before else signal.fingerprint,
        at,
        {
            Fact.TITLE: signal.title,
            Fact.SEVERITY: signal.severity,
            Fact.RESOURCE: signal.resource,
            Fact.PATTERN_ID: signal.pattern_id,
            Fact.MESSAGE: signal.message,
            Fact.SAMPLE_EVENT_ID: signal.sample_event_id,
            Fact.LINK: signal.link,
            **_of_signal(signal),
            **kept(signal.facts),
        },
    )
    if before is not None:
        book.write(Kind.FOLLOWED, opened, at, before.incident_id, facts={Fact.FOLLOWS: before.incident_id})
        _mute_as(book, opened, before, at)
    _count(book, opened, signal, signal.spans, [])


def _mute_as(book: Book, opened: Incident, before: Incident, at: datetime) -> None:
    """A mute is of the fault: it goes on with the incident that follows, for what is left of it."""
    left = before.memory.mute_left
    if not before.is_muted or left == 0 or (before.muted_until is not None and before.muted_until <= at):
        return
    facts = {
        Fact.UNTIL: before.muted_until.isoformat() if before.muted_until else None,
        Fact.COUNT: str(left) if left is not None else None,
        Fact.FROM: before.incident_id,
    }
    book.write(Kind.MUTED, opened, at, f"from/{before.incident_id}", facts=facts)


def _count(
    book: Book,
    incident: Incident,
    signal: Signal,
    spans: Iterable[Span],
    closed: Iterable[tuple[Span, Stays]],
) -> None:
    """Counts events on an incident, whatever its state: muted, inhibited, resolved. `closed`: those that are over."""
    counted, stays = list(spans), list(closed)
    late = sum(span.events for span, why in stays if why is Stays.LATE)
    reasons = sorted({why.value for _, why in stays})
    book.write(
        Kind.OCCURRED,
        book.get(incident.incident_id) or incident,
        max(span.last_at for span in counted),
        _cause(book, signal),
        author=signal.rule,
        facts={
            Fact.SEVERITY: signal.severity,
            Fact.BUILD: newest(span.build for span in counted),
            Fact.LATE: str(late) if late else None,
            Fact.STAYS: ",".join(reasons) or None,
            **_of_signal(signal),
        },
        of=_occurrences(
            signal,
            sum(span.events for span in counted),
            min(span.first_at for span in counted),
            max(span.last_at for span in counted),
        ),
    )


def _worsen(book: Book, incident: str, signal: Signal) -> None:
    current = book.get(incident)
    if current is not None and is_worse(signal.severity, current.severity):
        book.write(
            Kind.ESCALATED,
            current,
            signal.last_at,
            f"{signal.severity}/{current.severity}/{_cause(book, signal)}",
            author=signal.rule,
            facts={Fact.SEVERITY: signal.severity},
        )


def note_flapping(book: Book, incident: str, policy: Policy) -> None:
    """Reports once that an incident returns too often."""
    current = book.get(incident)
    if current is None or current.is_flapping or not current.memory.returns:
        return
    newest_at = current.memory.returns[-1]
    recent = [at for at in current.memory.returns if newest_at - at <= policy.flap_window]
    if len(recent) >= policy.flap_cycles:
        book.write(Kind.FLAPPING, current, newest_at, newest_at.isoformat())


def _occurrences(signal: Signal, events: int, first_at: datetime, last_at: datetime) -> Occurrences:
    return Occurrences(signal.fingerprint, signal.rule, signal.source, events, first_at, last_at)


def _cause(book: Book, signal: Signal) -> str:
    return f"{book.batch_id}/{signal.source}/{signal.rule}/{signal.fingerprint}"


def _of_signal(signal: Signal) -> dict[str, str | None]:
    return {
        Fact.KIND: signal.kind,
        Fact.CLUSTER_ID: signal.cluster_id,
        Fact.PARENT: signal.parent,
        Fact.UPSTREAM: Fact.YES if signal.is_upstream else None,
        Fact.WORKSPACE_ID: signal.workspace_id,
        Fact.PRIORITY: signal.priority,
    }
