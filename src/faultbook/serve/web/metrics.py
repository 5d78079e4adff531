"""Metrics of the server for Prometheus. Labels are names of routes, questions and rules, never arguments."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from pydantic import BaseModel

from faultbook import __version__
from faultbook.serve.questions.alerts import TableFreshness
from faultbook.serve.questions.deliveries import OUTCOMES, STATES, Deliveries, TrackerFigures
from faultbook.serve.questions.rules import Rules

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

_OF_RULES = {
    "matches": "Matches of a rule, when list_rules was last answered.",
    "incidents": "Incidents of a rule, when list_rules was last answered.",
    "false_alarms": "Those that a person closed as not planned.",
    "failures_share": "Share of all stored failures that a rule matched, 0 to 1.",
    "delay_p50_seconds": "Median time from the first event to the incident.",
    "delay_p95_seconds": "The same, 95 of 100.",
}
"""Figure of `RuleFigures` -> what it is."""


class Metrics:
    """Counters of one server; several servers in one process do not share them."""

    def __init__(self) -> None:
        """Everything at zero."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "faultbook_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "faultbook_http_request_seconds",
            "Time until a response was sent.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.under_way = Gauge("faultbook_http_requests_under_way", "Requests under way.", registry=self.registry)
        self.questions = Counter(
            "faultbook_questions", "Questions by name and outcome.", ("question", "outcome"), registry=self.registry
        )
        self.question_seconds = Histogram(
            "faultbook_question_seconds",
            "Time that a question took.",
            ("question",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.decisions = Counter(
            "faultbook_decisions",
            "Decisions about incidents by kind and outcome.",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self.batch = Gauge("faultbook_newest_batch", "Last complete batch that was seen.", registry=self.registry)
        self.newest_record = Gauge(
            "faultbook_newest_record_timestamp_seconds", "Newest record that was seen.", registry=self.registry
        )
        self.lines_add_up = Gauge(
            "faultbook_lines_add_up", "1 where lines = headers + blanks + parsed + rejected.", registry=self.registry
        )
        self.rules = {
            name: Gauge(f"faultbook_rule_{name}", words, ("rule", "source"), registry=self.registry)
            for name, words in _OF_RULES.items()
        }
        self.deliveries = Gauge(
            "faultbook_deliveries",
            "Things to do in a tracker by state, when list_deliveries was last answered.",
            ("tracker", "state"),
            registry=self.registry,
        )
        self.oldest_delivery = Gauge(
            "faultbook_delivery_oldest_seconds",
            "Age of the oldest that is to be done; 0: nothing is.",
            ("tracker",),
            registry=self.registry,
        )
        self.attempts = Gauge(
            "faultbook_delivery_attempts", "Attempts by outcome.", ("tracker", "outcome"), registry=self.registry
        )
        self.ticket_seconds = Gauge(
            "faultbook_ticket_seconds",
            "From the first event of an incident to its issue, by quantile.",
            ("tracker", "quantile"),
            registry=self.registry,
        )
        Gauge("faultbook_build", "Version.", ("version",), registry=self.registry).labels(__version__).set(1)

    @contextmanager
    def question(self, name: str) -> Iterator[None]:
        """Counts a question, how it ended and how long it took."""
        with self.question_seconds.labels(name).time():
            try:
                yield
            except Exception as failure:
                self.questions.labels(name, type(failure).__name__).inc()
                raise
        self.questions.labels(name, "answered").inc()

    def update(self, answer: BaseModel) -> None:
        """Sets the gauges of the lakehouse to what the answer contains."""
        as_of = getattr(answer, "data_as_of", None)
        if as_of is not None and as_of.batch is not None:
            self.batch.set(as_of.batch)
            if as_of.newest_record_at is not None:
                self.newest_record.set(as_of.newest_record_at.timestamp())
        if isinstance(answer, TableFreshness):
            self.lines_add_up.set(int(answer.lines_add_up))
        # Figures of a part of the time are another thing under the same name.
        if isinstance(answer, Rules) and not (answer.asked.get("since") or answer.asked.get("until")):
            for row in answer.rows:
                for name, gauge in self.rules.items():
                    value = getattr(row, name)
                    if value is not None:
                        gauge.labels(row.rule, row.source or "").set(value)

        if isinstance(answer, Deliveries):
            for figures in answer.trackers:
                self._deliver(figures)

    def _deliver(self, figures: TrackerFigures) -> None:
        for state in STATES:
            self.deliveries.labels(figures.tracker, state).set(getattr(figures, state))
        for outcome in OUTCOMES:
            self.attempts.labels(figures.tracker, outcome).set(getattr(figures, f"attempts_{outcome}"))
        oldest = figures.oldest_left_at
        self.oldest_delivery.labels(figures.tracker).set(0 if oldest is None else time.time() - oldest.timestamp())
        for quantile, seconds in (("0.5", figures.ticket_p50_seconds), ("0.95", figures.ticket_p95_seconds)):
            if seconds is not None:
                self.ticket_seconds.labels(figures.tracker, quantile).set(seconds)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)
