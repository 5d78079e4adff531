"""Metrics of the receiver for Prometheus. Labels are names of the configuration and statuses, never what was sent."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from faultbook import __version__
from faultbook.receive.sinks.sink import Sink

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counters of one receiver."""

    def __init__(self, endpoints: Sequence[str], sink: Sink) -> None:
        """Everything at zero. `endpoints`: their names, which all series begin with."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "faultbook_receive_requests",
            "Requests by endpoint and status.",
            ("endpoint", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "faultbook_receive_request_seconds",
            "Time until an answer was sent.",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.kept = Counter(
            "faultbook_receive_envelopes",
            "Envelopes by endpoint and outcome: new, repeated, or rejected (kept, and no text of its type).",
            ("endpoint", "outcome"),
            registry=self.registry,
        )
        self.credentials = Counter(
            "faultbook_receive_credential_uses",
            "Recognised requests by endpoint, number and kind of the credential.",
            ("endpoint", "credential"),
            registry=self.registry,
        )
        for endpoint in endpoints:
            self.seconds.labels(endpoint)
            for outcome in ("new", "repeated", "rejected"):
                self.kept.labels(endpoint, outcome)
        Gauge("faultbook_receive_build", "Version.", ("version",), registry=self.registry).labels(__version__).set(1)
        self.registry.register(_SinkGauges(sink))

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class _SinkGauges(Collector):
    """The numbers of a sink, read when they are collected."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge each, and whether envelopes can be kept."""
        ready = 0 if self._sink.problem() else 1
        yield GaugeMetricFamily("faultbook_receive_ready", "1 where envelopes can be kept.", value=ready)
        for name, value in self._sink.gauges().items():
            yield GaugeMetricFamily(f"faultbook_receive_{name}", name.replace("_", " ").capitalize() + ".", value=value)
