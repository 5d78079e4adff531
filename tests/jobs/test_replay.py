"""Replay: a batch's files read again, beside what the ledger says."""

import pytest

from faultbook.errors import FaultbookError
from faultbook.jobs.ingestion import replay
from tests.jobs.workspace import RECORD, run_ingest

pytestmark = pytest.mark.verify


def test_a_replayed_batch_agrees_with_the_ledger_until_its_file_changes(spark, workspace):
    path = workspace.land("a.log", "# header\n" + RECORD.format(1) + "just words\n")
    run_ingest(spark, workspace)
    (file,) = replay.run(spark, workspace.settings, 1)
    assert (file.source_file, file.verdicts, file.agrees) == (
        "a.log",
        {"skipped": 1, "record": 1, "too_few_fields": 1},
        True,
    )
    path.write_text(RECORD.format(1) * 2)
    assert not replay.run(spark, workspace.settings, 1)[0].agrees
    path.unlink()
    assert replay.run(spark, workspace.settings, 1)[0].trouble == "the landed file is gone"


def test_a_batch_that_never_was_is_named(spark, workspace):
    with pytest.raises(FaultbookError, match="no batch 9"):
        replay.run(spark, workspace.settings, 9)
