"""What a night comes to: what came in, what became of it, whether the counts agree, and what others would have made."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from faultbook.events.fields import Phase
from faultbook.events.reading import Reading, read_message
from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident
from faultbook_samples.demo.events import Delivery
from faultbook_samples.demo.incident_fates import Fates, fates
from faultbook_samples.demo.night_tables import NightTables
from faultbook_samples.demo.running import Comparison
from faultbook_samples.nights.scoring import Covers, Score, covers_of, score
from faultbook_samples.nights.truth import Arrival, Night, definitions

FAILING = (Phase.FAILED, Phase.WARNING)
REPEATED = "repeated"


@dataclass(frozen=True)
class SourceTotals:
    """What one source sent: deliveries, of which repeated; messages kept; reports in them; messages not understood."""

    sent: int
    repeated: int
    messages: int
    reports: int
    unknown: int


@dataclass(frozen=True)
class NaiveTickets:
    """How many tickets simple rules would have opened."""

    per_delivery: int
    per_message: int


class NightTotals:
    """Everything that is counted about one judged night."""

    def __init__(
        self, night: Night, sent: Sequence[tuple[Arrival, Delivery]], tables: NightTables, thresholds: Set[str]
    ) -> None:
        """`sent`: each delivery with what was sent; `thresholds`: names of the rules that count others."""
        self.night = night
        self.sent = sent
        self.tables = tables
        self._thresholds = thresholds

    @cached_property
    def sources(self) -> Mapping[str, SourceTotals]:
        """Source -> its totals: deliveries by what was sent, the rest by the tables."""
        names = sorted({arrival.message.source for arrival, _ in self.sent})
        reports = Counter(str(row["source"]) for row in self.tables.reports)
        unknown = Counter(str(row["source"]) for row in self.tables.rejects)
        found = {}
        for name in names:
            answers = [delivery.answer for arrival, delivery in self.sent if arrival.message.source == name]
            repeated = answers.count(REPEATED)
            found[name] = SourceTotals(len(answers), repeated, len(answers) - repeated, reports[name], unknown[name])
        return found

    @cached_property
    def fates(self) -> Fates:
        """What became of each failure."""
        events = {str(row["event_id"]) for row in self.tables.failures}
        return fates(events, self.tables.matches, self.tables.entries, self._thresholds)

    @property
    def repeated(self) -> int:
        """Deliveries that the receiver had already."""
        return sum(each.repeated for each in self.sources.values())

    @property
    def unknown(self) -> int:
        """Messages that no definition fits, or that are no JSON."""
        return len(self.tables.rejects)

    @cached_property
    def reports_of_failures(self) -> int:
        """Reports of something that failed, its end included; more than failures where several report one."""
        events = {row["event_id"] for row in self.tables.failures}
        return sum(row["event_id"] in events for row in self.tables.reports)

    @cached_property
    def covers(self) -> Mapping[str, Covers]:
        """Incident id -> what spoke for it at any time."""
        return covers_of(self.tables.entries)

    @cached_property
    def score(self) -> Score:
        """The incidents against the truth."""
        return score(self.night, self.tables.incidents, self.tables.entries, self.tables.matches)

    @property
    def speaking(self) -> list[Incident]:
        """The incidents for which nothing else ever spoke: what people have to look at."""
        return [each for each in self.tables.incidents if each.incident_id not in self.covers]

    @cached_property
    def naive(self) -> NaiveTickets:
        """Tickets of one per delivery that reports a failure, and of one per distinct text of an error."""
        failing = sum(any(report.phase in FAILING for report in _read(arrival).reports) for arrival, _ in self.sent)
        return NaiveTickets(failing, len({row["message"] for row in self.tables.failures}))

    def comparisons(self) -> list[Comparison[int]]:
        """Counts of the same things that share no code."""
        tables, found = self.tables, self.fates
        failures = len(tables.failures)
        # Repeated deliveries count once; of others each item that a plain reading of what was sent finds, or one.
        in_all = sum(
            1 if delivery.answer == REPEATED else len(_read(arrival).reports) or 1 for arrival, delivery in self.sent
        )
        folded = fold(tables.entries)
        same = sum(_state(folded.get(each.incident_id)) == _state(each) for each in tables.incidents)
        return [
            Comparison(
                "came in = reports + repeated + unknown", in_all, len(tables.reports) + self.repeated + self.unknown
            ),
            Comparison(
                "failures + repeated = in incidents + that no rule opened + repeated",
                failures + self.repeated,
                found.in_incidents + found.not_opened + self.repeated,
            ),
            Comparison(
                "occurrences of incidents = failures in them + counted by a second rule",
                sum(each.occurrence_count for each in tables.incidents),
                found.in_incidents + found.counted_again,
            ),
            Comparison("incidents = those that follow from the journal", len(tables.incidents), same),
            Comparison("incidents = those that the night must have", len(tables.incidents), len(self.night.incidents)),
            Comparison("differences to the truth of the night = none", len(self.score.differences), 0),
        ]


def _state(incident: Incident | None) -> tuple[object, ...]:
    """What must follow from the journal; owner and tier follow from services too."""
    if incident is None:
        return ()
    return tuple(value for name, value in vars(incident).items() if name not in ("owner", "tier"))


def _read(arrival: Arrival) -> Reading:
    message = arrival.message
    return read_message(message.body, message.source, message.headers, definitions())
