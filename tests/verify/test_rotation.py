"""Logs are rotated, compressed, truncated, overwritten and delivered twice, between runs and kills: each event once.

The same machine with a reader that knows files by their paths must fail, else it proves nothing.
"""

import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.verify.rotated_folder import COMPRESSIONS, RotatedFolder
from tests.verify.rotating_logs import LOGS, Log
from tests.verify.rotation_readers import ByPath, Faultbook, Reader, empty_tables

pytestmark = pytest.mark.verify

TAB_SEPARATED, _, JSON, DELIMITED, EXECUTORS = LOGS
LOG = st.sampled_from(LOGS)
PICK = st.integers(0, 3)
SHARE = st.sampled_from([0.1, 0.5, 0.9, 0.99])
ENDING = st.sampled_from(sorted(COMPRESSIONS))
COPY_NAME = st.sampled_from(["{}.bak", "{}.old", "{} (1)"])
COUNT = st.sampled_from([1, 2, 3, 40])


class Rotation(RuleBasedStateMachine):
    """Rules are what happens in the folder; a run is one of them."""

    tables: ClassVar[Path]

    def __init__(self) -> None:
        """An empty folder and an empty lakehouse."""
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="rotation-"))
        self.reader = self.make_reader()
        self.folder = RotatedFolder(self.reader.landing)

    def make_reader(self) -> Reader:
        return Faultbook(self.root, self.tables)

    @rule(log=LOG, count=COUNT)
    def write(self, log: Log, count: int) -> None:
        self.folder.write(log, count)

    @rule(log=LOG, count=COUNT)
    def write_and_read(self, log: Log, count: int) -> None:
        self.folder.write(log, count)
        self.run()

    @rule(log=LOG, share=SHARE)
    def write_half(self, log: Log, share: float) -> None:
        self.folder.write_half(log, share)

    @precondition(lambda self: self.folder.is_torn)
    @rule(log=LOG)
    def finish(self, log: Log) -> None:
        self.folder.finish(log)

    @rule(log=LOG, is_empty=st.booleans())
    def open_file(self, log: Log, is_empty: bool) -> None:
        self.folder.open_file(log, is_empty=is_empty)

    @rule(log=LOG, count=COUNT)
    def overwrite(self, log: Log, count: int) -> None:
        self.folder.overwrite(log, count)

    @rule(log=LOG)
    def rotate_by_number(self, log: Log) -> None:
        self.folder.rotate_by_number(log)

    @rule(log=LOG)
    def rotate_by_date(self, log: Log) -> None:
        self.folder.rotate_by_date(log)

    @rule(log=LOG)
    def copy_and_truncate(self, log: Log) -> None:
        self.folder.copy_and_truncate(log)

    @rule(log=LOG, pick=PICK, ending=ENDING)
    def compress(self, log: Log, pick: int, ending: str) -> None:
        self.folder.compress(log, pick, ending)

    @rule(log=LOG, pick=PICK, ending=ENDING)
    def compress_half(self, log: Log, pick: int, ending: str) -> None:
        self.folder.compress_half(log, pick, ending)

    @rule()
    def finish_compressing(self) -> None:
        self.folder.finish_compressing()

    @rule(log=LOG, pick=PICK)
    def delete(self, log: Log, pick: int) -> None:
        self.folder.delete(log, pick)

    @rule(log=LOG, pick=PICK, name=COPY_NAME)
    def deliver_again(self, log: Log, pick: int, name: str) -> None:
        self.folder.deliver_again(log, pick, name)

    @rule(log=LOG, share=SHARE, name=COPY_NAME)
    def deliver_older(self, log: Log, share: float, name: str) -> None:
        self.folder.deliver_older(log, share, name)

    @rule(log=LOG, pick=PICK)
    def deliver_elsewhere(self, log: Log, pick: int) -> None:
        self.folder.deliver_elsewhere(log, pick)

    @rule(log=LOG)
    def touch(self, log: Log) -> None:
        self.folder.touch(log)

    @rule()
    def run(self) -> None:
        assert self.reader.run(None)
        self.folder.read_by_a_run(is_complete=True)
        self.check()

    @rule(point=st.integers(0, 30))
    def run_killed(self, point: int) -> None:
        is_complete = self.reader.run(point)
        self.folder.read_by_a_run(is_complete=is_complete)
        if is_complete:
            self.check()

    def check(self) -> None:
        known, stored = self.folder.known, self.reader.stored()
        twice = {event for event, times in stored.items() if times > 1} - known.may_twice
        assert twice == set(), "stored twice"
        assert known.must - stored.keys() == set(), "lost"
        assert stored.keys() - known.may == set(), "stored, and never seen in a file"
        assert known.traces - self.reader.traces() == set(), "stored without the end of its trace"
        if not self.folder.is_torn and not self.folder.half_lines_stay:
            assert self.reader.rejects() == []
        self.reader.check()

    def teardown(self) -> None:
        try:
            self.run()
            before = self.reader.stored()
            self.run()
            assert self.reader.stored() == before
        finally:
            shutil.rmtree(self.root, ignore_errors=True)


class RotationReadByPath(Rotation):
    def make_reader(self) -> Reader:
        return ByPath(self.root)


def machine_settings(examples: int, steps: int, **others) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        **{"phases": [Phase.generate, Phase.shrink], **others},
    )


@pytest.fixture(scope="module", autouse=True)
def tables(tmp_path_factory):
    Rotation.tables = empty_tables(tmp_path_factory.mktemp("tables"))


def test_each_event_is_stored_once_whatever_happens_to_its_files():
    run_state_machine_as_test(Rotation, settings=machine_settings(15, 15))


def older_copy_beside_a_log_that_grew(life: Rotation) -> None:
    life.write_and_read(JSON, 40)
    life.write(JSON, 1)
    life.deliver_older(JSON, 0.1, "{}.bak")


def older_copy_beside_a_log_that_was_renamed(life: Rotation) -> None:
    life.write_and_read(DELIMITED, 40)
    life.deliver_older(DELIMITED, 0.1, "{}.old")
    life.rotate_by_date(DELIMITED)


def two_copies_that_go_on_from_a_third(life: Rotation) -> None:
    life.overwrite(TAB_SEPARATED, 2)
    life.deliver_again(TAB_SEPARATED, 3, "{} (1)")
    life.write(TAB_SEPARATED, 3)
    life.rotate_by_date(TAB_SEPARATED)
    life.deliver_again(TAB_SEPARATED, 1, "{}.bak")


def half_lines_in_two_files_of_one_table(life: Rotation) -> None:
    life.overwrite(EXECUTORS, 2)
    life.write_half(EXECUTORS, 0.1)
    life.run_killed(28)
    life.write_and_read(EXECUTORS, 2)


LIVES = (
    older_copy_beside_a_log_that_grew,
    older_copy_beside_a_log_that_was_renamed,
    two_copies_that_go_on_from_a_third,
    half_lines_in_two_files_of_one_table,
)
"""Found by the machine, each the smallest that failed."""


@pytest.mark.parametrize("live", LIVES, ids=lambda live: live.__name__)
def test_each_event_is_stored_once_where_it_once_was_not(live):
    life = Rotation()
    try:
        live(life)
    finally:
        life.teardown()


@pytest.mark.prove
@pytest.mark.timeout(7_200)
def test_each_event_is_stored_once_in_many_long_lives_of_a_folder():
    run_state_machine_as_test(Rotation, settings=machine_settings(600, 40, derandomize=False))


def test_a_reader_that_knows_files_by_their_paths_fails_in_the_same_folder():
    with pytest.raises(AssertionError, match=r"stored twice|lost"):
        run_state_machine_as_test(RotationReadByPath, settings=machine_settings(100, 15, phases=[Phase.generate]))
