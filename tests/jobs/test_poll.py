"""The job poll on a lakehouse: rows for each source, envelopes once, and one source that stops no other."""

from datetime import timedelta

import pytest

from faultbook.clients.rest import Throttled, Unavailable
from faultbook.errors import InvalidCatalog, MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.events.page_file import write_page
from faultbook.jobs.poll import earlier_polls, poll_all, run
from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.databricks_runs import DatabricksRuns
from faultbook.polling.history import Outcome
from faultbook.polling.source_poll import OpenSource, Source
from faultbook.steps import Steps, step_handler
from faultbook.tables import SOURCE_POLLS
from tests.polling.platform import NOW, WORKSPACE_ID, LocalApi, add_run, made_workspace

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def lakehouse(spark, workspace):
    return Lakehouse(spark, workspace.settings)


def source_of(api, name="databricks-runs"):
    return Source(name, "", HOUR, WEEK, 60, lambda _: OpenSource(DatabricksRuns(api, WORKSPACE_ID), lambda: api.sent))


def polled(lakehouse, sources, folder, clock):
    steps = []
    with step_handler(steps.append):
        polls = poll_all(lakehouse, sources, lambda page: write_page(folder, page), Steps(), now=clock)
    return polls, {step.name: step.facts for step in steps}


def lines(folder):
    return [Envelope.from_line(line) for path in folder.rglob("*.jsonl") for line in path.read_bytes().splitlines()]


def test_a_second_poll_reads_on_and_writes_nothing_again(lakehouse, tmp_path):
    workspace, clock, events = made_workspace(), Clock(), tmp_path / "events"
    add_run(workspace, 1, NOW - HOUR)
    sources = [source_of(LocalApi(workspace))]
    (first,), _ = polled(lakehouse, sources, events, clock)
    clock.now += HOUR / 2
    add_run(workspace, 2, NOW + timedelta(minutes=10))
    (second,), facts = polled(lakehouse, sources, events, clock)
    assert (first.envelopes, second.envelopes, second.from_at) == (2, 2, NOW - HOUR)
    assert facts["sources"] == {"complete": 1, "envelopes": 2}
    assert len(lines(events)) == len({one.envelope_id for one in lines(events)}) == 4
    stored = earlier_polls(lakehouse, sources[0], clock.now)
    assert sorted(stored, key=lambda poll: poll.started_at) == [first, second]


def test_one_source_that_does_not_answer_stops_no_other_and_is_not_assessed(lakehouse, tmp_path):
    workspace, clock = made_workspace(), Clock()
    add_run(workspace, 1, NOW - HOUR)
    busy = source_of(
        LocalApi(workspace, iter([Throttled("429; it wishes 7200 seconds of pause.", 7200)] * 9)), "synapse"
    )
    down = source_of(LocalApi(workspace, iter([Unavailable("no answer.")] * 9)), "data-factory")
    sources = [busy, down, source_of(LocalApi(workspace))]
    polls, facts = polled(lakehouse, sources, tmp_path / "events", clock)
    assert [poll.outcome for poll in polls] == [Outcome.THROTTLED, Outcome.FAILED, Outcome.COMPLETE]
    assert facts["sources"]["NOT_ASSESSED"] == [
        "synapse: throttled, 429; it wishes 7200 seconds of pause.",
        "data-factory: failed, no answer.",
    ]
    clock.now += HOUR
    polls, facts = polled(lakehouse, sources, tmp_path / "events", clock)
    assert [poll.source for poll in polls] == ["data-factory", "databricks-runs"]
    assert facts["sources"]["NOT_ASSESSED"][0] == "synapse: it has a pause"


def test_a_folder_that_cannot_be_written_ends_the_run_and_moves_nothing(lakehouse, tmp_path):
    workspace = made_workspace()
    add_run(workspace, 1, NOW - HOUR)
    (tmp_path / "events").write_text("a file")
    with pytest.raises(MissingDependency, match=r"\(events\) cannot be written"):
        polled(lakehouse, [source_of(LocalApi(workspace))], tmp_path / "events", Clock())
    assert lakehouse.fetch(SOURCE_POLLS, ["source"]).num_rows == 0


def test_the_job_reads_its_file_before_anything_else(spark, workspace, tmp_path):
    wrong = tmp_path / "poll.yml"
    wrong.write_text("pollers:\n  - source: nothing\n")
    with pytest.raises(InvalidCatalog, match=":2: pollers"):
        run(spark, workspace.with_settings(poll_file=str(wrong)).settings, Steps())
    run(spark, workspace.settings, Steps())
