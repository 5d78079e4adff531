"""Bad nights through receiver, collect, judge and deliver: every planted incident is found, and no other one."""

import json
from pathlib import Path

import pytest
from deltalake import DeltaTable
from faultbook_samples.demo.incident_totals import NightTotals
from faultbook_samples.demo.incidents import IncidentsDemo, LakehouseNight, play, prepare
from faultbook_samples.demo.night_tables import read_tables
from faultbook_samples.demo.tickets import tickets_of
from faultbook_samples.demo.trackers import REPOSITORY
from faultbook_samples.nights.bad_night import bad_night

from faultbook.catalog.rules import load_rules
from faultbook.jobs import setup
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import TABLES
from tests.trackers.conftest import opened
from tests.trackers.stand_in import serving

pytestmark = pytest.mark.verify
PROJECT = Path(__file__).parents[2]
AS_THEY_CAME = ("raw_events",)
"""Tables that keep messages as they came, for administrators."""


@pytest.fixture
def tracker():
    """A stand-in of GitHub with the repository of the night."""
    with serving("github") as stand_in:
        stand_in.repository(REPOSITORY)
        yield opened(stand_in)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_incidents_are_those_of_the_night(spark, tmp_path: Path, tracker, seed: int, capsys) -> None:
    demo, night = IncidentsDemo(tmp_path), bad_night(seed)
    prepare(demo, fresh=True, starter=PROJECT / "catalog" / "rules")
    setup.run(spark, demo.settings, Steps(task="setup"))
    jobs = LakehouseNight(spark, demo, night, tracker)
    played = play(demo, night, jobs.run, jobs.decide)
    rules = load_rules(str(demo.rules)).rules.values()
    thresholds = {rule.name for rule in rules if rule.correlation is not None}
    tables = read_tables(demo.lakehouse)
    totals = NightTotals(night, played.sent, tables, thresholds)
    found, tickets = totals.score, tickets_of(tracker, demo.lakehouse)
    with capsys.disabled():
        print(
            f"\nseed {seed}: {len(played.sent)} deliveries, {len(tables.failures)} failures, {found.found} incidents "
            f"({len(totals.speaking)} speak), precision {found.precision:.3f}, recall {found.recall:.3f}, "
            f"umbrellas {found.umbrellas}, {len(tickets.issues)} issues"
        )
    assert found.differences == ()
    assert (found.precision, found.recall, found.umbrellas) == (1.0, 1.0, 1)
    assert [check.what for check in totals.comparisons() if not check.holds] == []
    assert [check.what for check in tickets.comparisons() if not check.holds] == []
    store = IncidentStore(Lakehouse(spark, demo.settings))
    assert store.rebuilt() == store.stored()
    before = tables.entries
    jobs.run(night.runs[-1])
    assert read_tables(demo.lakehouse).entries == before
    assert tickets_of(tracker, demo.lakehouse).issues == tickets.issues
    _assert_no_secret(demo, night.secrets)
    texts = json.dumps([(issue.title, issue.body, [each.body for each in some]) for issue, some in tickets.issues])
    assert not [secret for secret in night.secrets if secret in texts]
    assert not [issue.title for issue, _ in tickets.issues if "@" in issue.title or "<" in issue.title]


def _assert_no_secret(demo: IncidentsDemo, secrets) -> None:
    for name in TABLES:
        [path] = demo.lakehouse.glob(f"*/{name}")
        if name not in AS_THEY_CAME:
            text = json.dumps(DeltaTable(str(path)).to_pyarrow_table().to_pylist(), default=str)
            assert not [secret for secret in secrets if secret in text], name
