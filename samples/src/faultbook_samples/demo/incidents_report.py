"""What `demo incidents` prints: what came in, what became of it, the incidents, and how many tickets others would open.

Imports rich and DuckDB, so the command imports it when it runs.
"""

import shlex
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from rich.console import Console
from rich.text import Text

from faultbook.catalog.rules import load_rules
from faultbook.delivery.port import Tracker
from faultbook.errors import InvariantViolated, MissingDependency
from faultbook.formatting.terminal import console
from faultbook.formatting.values import visible
from faultbook.incidents.incident import Incident, State
from faultbook_samples.demo.incident_fates import IN_INCIDENTS, NOT_OPENED
from faultbook_samples.demo.incident_totals import NightTotals
from faultbook_samples.demo.incidents import IncidentsDemo, LakehouseNight, Played, play, prepare
from faultbook_samples.demo.night_tables import read_tables
from faultbook_samples.demo.running import Comparison, plain_table, run_bundle_job, run_with_status
from faultbook_samples.demo.ticket_page import page_of
from faultbook_samples.demo.tickets import print_tickets, tickets_of
from faultbook_samples.demo.trackers import local_tracker
from faultbook_samples.nights.bad_night import bad_night
from faultbook_samples.nights.truth import Night

Judge = Callable[[IncidentsDemo, Night, Tracker | None], Played]
TITLE_CELLS = 48
_SEVERITIES = {"critical": "bold red", "high": "red", "medium": "yellow"}
_STATES = {State.OPEN: "red", State.ACKNOWLEDGED: "yellow", State.RESOLVED: "green"}


def show(demo: IncidentsDemo, seed: int, *, judge: Judge | None = None) -> None:
    """Plays a night and prints what it came to; InvariantViolated where counts do not agree.

    `judge` plays the night, by default over the lakehouse with local Spark. A night begins with empty tables.
    """
    began = time.monotonic()
    prepare(demo, fresh=True)
    night = bad_night(seed)
    with ExitStack() as open_while:
        name, tracker = _tracker(demo, open_while)
        played = (judge or _judged)(demo, night, tracker)
        tickets = tickets_of(tracker, demo.lakehouse) if tracker is not None else None
    rules = load_rules(str(demo.rules)).rules.values()
    thresholds = {rule.name for rule in rules if rule.correlation is not None}
    totals = NightTotals(night, played.sent, read_tables(demo.lakehouse), thresholds)
    screen = console(sys.stdout)
    wrong = print_totals(screen, totals)
    if tickets is None:
        _title(screen, "No issues were made")
        screen.print(Text(name))
    else:
        demo.page.write_text(page_of("Tickets of a bad night", tickets.issues), "utf-8")
        wrong = "; ".join(filter(None, (wrong, print_tickets(screen, name, tickets, demo.page))))
    _title(screen, "Next")
    screen.print(Text(f"faultbook show incidents --lakehouse {shlex.quote(str(demo.lakehouse))}", "bold"))
    screen.print(Text(f"Seed {seed}, {len(played.runs)} runs, {time.monotonic() - began:.0f} seconds.", "dim"))
    if wrong:
        raise InvariantViolated(f"Counts do not agree: {wrong}. Please report it, and keep {demo.folder}.")


def print_totals(screen: Console, totals: NightTotals) -> str:
    """Prints all tables, and returns what does not agree, in words; empty where everything does."""
    _print_sources(screen, totals)
    _print_fates(screen, totals)
    _print_incidents(screen, totals)
    _print_tickets(screen, totals)
    found = totals.comparisons()
    _print_comparisons(screen, found)
    broken = [check.what for check in found if not check.holds]
    return "; ".join((*broken, *totals.score.differences[:3])) if broken else ""


def _tracker(demo: IncidentsDemo, open_while: ExitStack) -> tuple[str, Tracker | None]:
    """A tracker and what it is, in words; None where none can be started, and the reason."""
    try:
        found = open_while.enter_context(local_tracker(demo.folder.parent / "tracker"))
    except MissingDependency as missing:
        return str(missing), None
    return found.name, found.tracker


def _judged(demo: IncidentsDemo, night: Night, tracker: Tracker | None) -> Played:
    """The night over the lakehouse, with local Spark."""
    from faultbook.engine.session import open_session  # noqa: PLC0415  (pyspark is heavy)

    played: list[Played] = []

    def run(job: str) -> None:
        if job == "setup":
            run_bundle_job(job, landing=demo.folder / "landing", lakehouse=demo.lakehouse)
        else:
            jobs = LakehouseNight(open_session(app="faultbook-demo", short=True), demo, night, tracker)
            played.append(play(demo, night, jobs.run, jobs.decide))

    run_with_status(run, ("setup", "night"))
    return played[0]


def _print_sources(screen: Console, totals: NightTotals) -> None:
    _title(screen, f"{len(totals.sent)} deliveries in one night")
    heads = ("source", "deliveries", "repeated", "messages", "reports", "unknown")
    table = plain_table("left", *["right"] * 5, heads=heads)
    for name, each in totals.sources.items():
        table.add_row(name, *map(_number, (each.sent, each.repeated, each.messages, each.reports, each.unknown)))
    sums = Counter[str]()
    for each in totals.sources.values():
        sums.update(vars(each))
    table.add_row(
        "all", *map(_number, (sums["sent"], sums["repeated"], sums["messages"], sums["reports"], sums["unknown"]))
    )
    screen.print(table)


def _print_fates(screen: Console, totals: NightTotals) -> None:
    failures, found = len(totals.tables.failures), totals.fates
    reports = len(totals.tables.reports)
    _title(screen, f"What became of it: {failures} failures in {reports} reports")
    table = plain_table("left", "right", "left")
    for fate in IN_INCIDENTS:
        table.add_row(f"failures: {fate}", _number(found.failures.get(fate, 0)), Text("in an incident", "dim"))
    for fate in NOT_OPENED:
        table.add_row(f"failures: {fate}", _number(found.failures.get(fate, 0)), Text("opened nothing", "dim"))
    again = totals.reports_of_failures - failures
    table.add_row("reports: of a failure that is known, or its end", _number(again), Text("joined to it", "dim"))
    well = reports - totals.reports_of_failures
    table.add_row("reports: a run that succeeded", _number(well), Text("ends incidents of its job", "dim"))
    table.add_row("deliveries: repeated", _number(totals.repeated), Text("kept once", "dim"))
    table.add_row("messages: unknown", _number(totals.unknown), Text("kept, rejected", "dim"))
    screen.print(table)


def _print_incidents(screen: Console, totals: NightTotals) -> None:
    incidents = totals.tables.incidents
    _title(screen, f"{len(incidents)} incidents, {len(totals.speaking)} of which speak for themselves")
    by_id = {each.incident_id: each for each in incidents}
    under: dict[str, list[Incident]] = {}
    for each in incidents:
        for umbrella in totals.covers[each.incident_id].umbrellas if each.incident_id in totals.covers else ():
            under.setdefault(umbrella, []).append(each)
    hidden = {each.incident_id for some in under.values() for each in some}
    table = plain_table(
        *("left", "left", "left", "right", "right", "left", "left"),
        heads=("opened", "severity", "state", "count", "age", "covered by", "what"),
    )
    for column, least in zip(table.columns, (5, 8, 8, 5, 6), strict=False):
        column.min_width = least
    for each in incidents:
        if each.incident_id not in hidden:
            table.add_row(*_cells(each, totals, by_id))
        if each.incident_id in under:
            some = under[each.incident_id]
            is_open = sum(child.is_open for child in some)
            words = f"{len(some)} incidents under it: {len(some) - is_open} resolved, {is_open} open"
            table.add_row("", "", "", _number(sum(child.occurrence_count for child in some)), "", "storm", words)
    screen.print(table)


def _cells(incident: Incident, totals: NightTotals, by_id: Mapping[str, Incident]) -> list[str | Text]:
    covers = totals.covers.get(incident.incident_id)
    causes = sorted(covers.causes) if covers else []
    by = ", ".join(_what(by_id[each]) for each in causes if each in by_id)
    marks = [
        *(["flapping"] if incident.is_flapping else []),
        *(["muted"] if incident.is_muted else []),
        *(["umbrella"] if incident.is_umbrella else []),
        *(["returned"] if incident.reopened and not incident.is_flapping else []),
        *([f"{incident.late_count} late"] if incident.late_count else []),
    ]
    state = f"{incident.state.value}{f' ({incident.resolved_by.value})' if incident.resolved_by else ''}"
    return [
        f"{incident.opened_at:%H:%M}",
        Text(incident.severity, _SEVERITIES.get(incident.severity, "")),
        Text(", ".join((state, *marks)), _STATES.get(incident.state, "")),
        _number(incident.occurrence_count),
        _age(incident, totals.night.runs[-1]),
        Text(by),
        Text(_cut(visible(incident.title))),
    ]


def _print_tickets(screen: Console, totals: NightTotals) -> None:
    _title(screen, "What a naive reading would have made of it")
    table = plain_table("right", "left")
    table.add_row(_number(totals.naive.per_delivery), "tickets: one for each delivery that reports a failure")
    table.add_row(_number(totals.naive.per_message), "tickets: one for each distinct text of an error")
    table.add_row(_number(len(totals.tables.incidents)), "incidents")
    table.add_row(_number(len(totals.speaking)), Text("incidents that speak for themselves", "bold"))
    screen.print(table)


def _print_comparisons(screen: Console, found: Sequence[Comparison[int]]) -> None:
    _title(screen, "Nothing is lost")
    table = plain_table("left", "right", "right", "left")
    for check in found:
        table.add_row(check.what, _number(check.left), _number(check.right), check.verdict)
    screen.print(table)


def _what(incident: Incident) -> str:
    return visible(incident.resource or incident.service or incident.title)[:24]


def _age(incident: Incident, now: datetime) -> str:
    """From its first event to its end, or to the end of the night."""
    seconds = ((incident.resolved_at or now) - incident.opened_at) // timedelta(seconds=1)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h{minutes:02}m"


def _cut(text: str) -> str:
    return text if len(text) <= TITLE_CELLS else f"{text[: TITLE_CELLS - 1]}…"


def _number(value: int) -> str:
    return f"{value:,}"


def _title(screen: Console, text: str) -> None:
    screen.print(Text(f"\n{text}", "bold"))
