"""Incidents that the generator injects are explained as its manifest says: onset, build, what they have in common."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faultbook_samples.logs.structured import JsonOptions, drawn_incidents, write_json

from faultbook.jobs import patterns
from faultbook.serve.questions.explanation import explain
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from tests.jobs.workspace import run_ingest, run_job

pytestmark = pytest.mark.verify

HOURS, RECORDS = 72, 3_000


def test_an_explanation_names_the_onset_the_build_and_what_the_records_have_in_common(spark, workspace):
    incidents = drawn_incidents(("burst", "new_error"), seed=7, hours=HOURS, records=RECORDS)
    start = datetime(2026, 2, 2, tzinfo=UTC)
    options = JsonOptions(files=4, records=RECORDS, hours=HOURS, start=start, seed=7, incidents=incidents)
    write_json(workspace.landing, options)
    [manifest] = workspace.landing.glob("*manifest*")
    facts = json.loads(manifest.read_text())["incidents"]
    run_ingest(spark, workspace)
    run_job(spark, workspace, patterns)
    store = local_store(Path(workspace.settings.catalog))
    rows = store.ask(Query("patterns", limit=0)).records()
    of_text = {row["normalized_message"]: row["pattern_id"] for row in rows}

    for incident in facts:
        found = explain(store, of_text[re.sub(r"\{\w+\}", "<*>", incident["message"])])

        # What is new has nothing that it stands out of: it began when it was first seen.
        began = found.onset or found.pattern["first_seen"]
        assert f"{began:%Y-%m-%dT%H}:00:00Z" == incident["start"]
        first = {build["dimension"]: build["value"] for build in found.builds}
        assert first["version"] == incident["labels"]["version"]
        named = {(value.dimension, value.value) for value in found.values}
        assert len(named & set(incident["labels"].items())) >= 3, (named, incident["labels"])
