"""The store of a job and the store of a laptop read the same rows: those of complete batches."""

import pytest

from faultbook.jobs.analysis.spark_store import SparkStore
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.stores.answers import Query
from faultbook.stores.completeness import has_batches, stored_rows
from faultbook.stores.severities import severities_in
from faultbook.stores.store import query
from faultbook.tables import TABLES
from faultbook.transforms.portable.completeness import complete
from tests.stores.small_lakehouse import batch, counts, ledger, make_lakehouse, store_of

TABLES_AND_VIEWS = ("error_counts", "error_logs_parsed", "ingest_batches", "pattern_map", "reject_reasons", "patterns")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_lakehouse(
        tmp_path_factory.mktemp("stored"),
        ingest_batches=[batch(1), batch(2)],
        ingest_ledger=[ledger(1)],
        error_counts=[counts(1, "A", 5, template_hash="v1:a"), counts(2, "B", 9, template_hash="v1:b")],
        error_logs_parsed=[{"batch_id": number, "severity": "Error", "message": str(number)} for number in (1, 2)],
        error_logs_rejected=[{"batch_id": number, "reason": "bad_code"} for number in (1, 2)],
    )


@pytest.fixture(scope="module")
def lakehouse(spark, folder):
    return Lakehouse(spark, make_settings(catalog=str(folder)))


@pytest.mark.verify
def test_both_stores_return_the_same_rows(lakehouse, folder):
    of_job, local = SparkStore(lakehouse), store_of(folder)
    for name in TABLES_AND_VIEWS:
        same = Query(name, limit=0)
        assert of_job.ask(same).records() == local.ask(same).records(), name
    assert severities_in(of_job).names == severities_in(local).names
    values = {"through_batch": 1, "severity": "Error"}
    assert of_job.rows(query("hours"), values) == local.rows(query("hours"), values)


def test_the_text_of_stored_rows_is_the_rule_of_the_views(lakehouse):
    ledgers = lakehouse.read(TABLES["ingest_ledger"])
    for table in TABLES.values():
        if has_batches(table):
            of_text = SparkStore(lakehouse).rows(stored_rows(table), {})
            assert len(of_text) == complete(lakehouse.read(table), ledgers).count(), table.name
