"""Log sources in the job poll: their states survive the process, a failing one stops no other."""

from datetime import timedelta

import pytest

from faultbook.jobs.poll import poll_all_logs
from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.history import Outcome, Poll
from faultbook.polling.log_sources import Outcome as LogOutcome
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.port import SourceFailure
from faultbook.steps import Steps, step_handler
from faultbook.tables import SOURCE_POLLS
from tests.polling.log_sources.vendor import BEGIN, Vendor, landed_texts, source_of


@pytest.fixture
def lakehouse(spark, workspace):
    return Lakehouse(spark, workspace.settings)


def polled(lakehouse, sources, folder, now):
    steps = []
    with step_handler(steps.append):
        polls = poll_all_logs(lakehouse, sources, LandingFolder(folder), Steps(), now=lambda: now)
    return polls, {step.name: step.facts for step in steps}


def test_a_source_goes_on_from_its_row_and_a_paused_one_is_not_assessed(lakehouse, tmp_path):
    well, broken = Vendor(), Vendor()
    sources = [source_of(well), source_of(broken)]
    sources[1] = type(sources[1])(**{**vars(sources[1]), "name": "broken"})
    polled(lakehouse, sources, tmp_path, BEGIN)
    for number, minutes in enumerate((15, 30, 45, 50)):
        well.now = broken.now = BEGIN + timedelta(minutes=minutes)
        well.add(f"row {number}")
        broken.failures = [SourceFailure(LogOutcome.DENIED, "no right")]
        polls, facts = polled(lakehouse, sources, tmp_path, well.now)
    assert [(poll.scope, poll.outcome) for poll in polls] == [("app", Outcome.COMPLETE)]
    assert facts["log sources"]["NOT_ASSESSED"] == ["broken: PAUSED, 3 polls in a row failed; the next one is later"]

    last = BEGIN + timedelta(hours=5)
    well.now = broken.now = last
    broken.failures = []
    polls, facts = polled(lakehouse, sources, tmp_path, last)
    assert [poll.outcome for poll in polls] == [Outcome.COMPLETE] * 2
    assert "NOT_ASSESSED" not in facts["log sources"]
    assert landed_texts(tmp_path) == {f"row {number}": 1 for number in range(4)}

    rows = lakehouse.fetch(SOURCE_POLLS, SOURCE_POLLS.column_names, ("scope", "=", "broken")).to_pylist()
    outcomes = [poll.outcome for poll in sorted(map(Poll.from_row, rows), key=lambda poll: poll.started_at)]
    assert outcomes == [Outcome.COMPLETE, *[Outcome.DENIED] * 3, Outcome.COMPLETE]
