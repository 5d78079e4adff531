"""The demonstration of incidents: a bad night goes through the receiver, and rules make incidents of it, run by run."""

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from faultbook.bundle.tree import find_bundle
from faultbook.catalog.receiver import SENDERS
from faultbook.delivery.port import Tracker
from faultbook.errors import InvariantViolated
from faultbook.incidents.decisions import Action, Request, decided
from faultbook.settings import Settings, make_settings
from faultbook_samples.demo.events import Delivery, poll, receiver, send
from faultbook_samples.nights.truth import FILES, Arrival, Decided, Night

STARTER_RULES = ("failures.yml",)
"""Files of catalog/rules that the night is judged by: a rule for each kind of failure."""


@dataclass(frozen=True)
class IncidentsDemo:
    """Where a demonstration lies."""

    folder: Path

    @property
    def lakehouse(self) -> Path:
        """The tables."""
        return self.folder / "tables"

    @property
    def events(self) -> Path:
        """The folder that the receiver writes to and collect reads."""
        return self.lakehouse / "events"

    @property
    def rules(self) -> Path:
        """The folder of rules."""
        return self.folder / "rules"

    @property
    def policy(self) -> Path:
        """The file of incidents: the policy of the night, and where incidents become issues."""
        return self.folder / "incidents.yml"

    @property
    def page(self) -> Path:
        """The issues at the end of the night, as a page."""
        return self.folder / "tickets.html"

    @property
    def settings(self) -> Settings:
        """The settings of collect and judge."""
        return make_settings(
            catalog=str(self.lakehouse.absolute()),
            landing=str(self.folder / "landing"),
            checkpoints=str(self.lakehouse / "checkpoints"),
            events=str(self.events),
            system_tables=str(self.folder / "system"),
            senders_file=str(FILES / "senders.yml"),
            incidents_file=str(self.policy),
            rules_folder=str(self.rules),
        )


@dataclass
class Played:
    """What was sent, each with its delivery; and when each run of the jobs ended, in the time of the night."""

    sent: list[tuple[Arrival, Delivery]] = field(default_factory=list)
    runs: list[datetime] = field(default_factory=list)


class NightClock:
    """The receiver's clock: it shows the time of the night."""

    def __init__(self, at: datetime) -> None:
        """The time that it shows first."""
        self.at = at

    def __call__(self) -> datetime:
        """The time that was set last."""
        return self.at


Run = Callable[[datetime], None]
"""Runs collect and judge at a time of the night."""
Decide = Callable[[Decided, datetime], None]
"""Carries out what a person decides."""


def prepare(demo: IncidentsDemo, *, fresh: bool, starter: Path | None = None) -> None:
    """Makes the folders and copies the rules; with `fresh` what earlier runs made is deleted before.

    `starter`: the folder with STARTER_RULES; None: that of the bundle.
    """
    if fresh:
        shutil.rmtree(demo.folder, ignore_errors=True)
    for folder in (demo.events, demo.rules, demo.folder / "landing"):
        folder.mkdir(parents=True, exist_ok=True)
    catalog = starter or find_bundle(Path.cwd()) / "catalog" / "rules"
    for name in STARTER_RULES:
        shutil.copyfile(catalog / name, demo.rules / name)
    shutil.copyfile(FILES / "rules.yml", demo.rules / "night.yml")
    parts = ("incidents.yml", "tickets.yml")
    demo.policy.write_text("".join((FILES / name).read_text("utf-8") for name in parts), "utf-8")


def play(demo: IncidentsDemo, night: Night, run: Run, decide: Decide) -> Played:
    """Sends what arrives, runs the jobs, carries out decisions: all in the order of the night's time."""
    played = Played()
    clock = NightClock(night.runs[0])
    token = secrets.token_urlsafe()
    pushed = [arrival.message for arrival in night.arrivals if _is_pushed(arrival)]
    steps: list[tuple[datetime, int, Arrival | Decided | None]] = [
        *((arrival.at, 0, arrival) for arrival in night.arrivals),
        *((at, 1, None) for at in night.runs),
        *((decision.at, 2, decision) for decision in night.decisions),
    ]
    with receiver(demo.events, pushed, token, clock) as address:
        for at, _, step in sorted(steps, key=lambda each: each[:2]):
            clock.at = at
            if isinstance(step, Decided):
                decide(step, at)
            elif step is None:
                run(at)
                played.runs.append(at)
            elif _is_pushed(step):
                played.sent += [(step, send(address, token, step.message)) for _ in range(step.times)]
            else:
                played.sent.append((step, poll(demo.events, step.message, at)))
    return played


def _is_pushed(arrival: Arrival) -> bool:
    return arrival.message.endpoint in SENDERS or arrival.message.endpoint.startswith("webhook/")


class LakehouseNight:
    """The jobs over one lakehouse, at times of the night."""

    def __init__(self, spark: Any, demo: IncidentsDemo, night: Night, tracker: Tracker | None = None) -> None:
        """The tables are there already. Without a tracker incidents become no issues."""
        self._spark = spark
        self._settings = demo.settings
        self._night = night
        self._tracker = tracker

    def run(self, at: datetime) -> None:
        """Collect, then judge, then deliver."""
        from faultbook.jobs import collect, deliver, judge  # noqa: PLC0415  (pyspark is heavy)
        from faultbook.steps import Steps  # noqa: PLC0415

        collect.run(self._spark, self._settings, Steps(task="collect"))
        judge.run(self._spark, self._settings, Steps(task="judge"), now=at)
        tracker = self._tracker
        if tracker is not None:
            steps = Steps(task="deliver")
            deliver.run(self._spark, self._settings, steps, lambda _: tracker, clock=lambda: at)

    def decide(self, decision: Decided, at: datetime) -> None:
        """Appends the entries of a decision about the incident that has an event of the one with its label."""
        from faultbook.jobs.incidents.incident_store import IncidentStore  # noqa: PLC0415  (pyspark is heavy)
        from faultbook.lakehouse.lease import writer_lease  # noqa: PLC0415
        from faultbook.lakehouse.store import Lakehouse  # noqa: PLC0415
        from faultbook.tables import Lease  # noqa: PLC0415

        lakehouse = Lakehouse(self._spark, self._settings)
        events = self._night.incidents[decision.label].events
        with writer_lease(lakehouse, Lease.INCIDENTS):
            store = IncidentStore(lakehouse)
            stored = store.stored()
            meant = [each for each in stored.values() if each.sample_event_id in events]
            if len(meant) != 1:
                raise InvariantViolated(
                    f"{decision.label}: found {len(meant)} incidents at {at}, expected one to decide about."
                )
            request = Request(
                Action(decision.action), meant[0].incident_id, decision.author, decision.reason, at, **decision.options
            )
            recorded = {entry.entry_id for entry in store.entries_of(0)}
            store.append(
                decided(request, stored.values(), now=at, through_number=store.newest_number(), recorded=recorded)
            )
            store.bring_up_to_date()
