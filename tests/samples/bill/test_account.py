"""The sample account: the same options give the same rows, in the platform's schemas, with all that is odd in them."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from faultbook_samples.bill import AccountOptions, make_account
from faultbook_samples.bill.arrow_types import arrow_schema, arrow_type
from faultbook_samples.bill.schemas import SCHEMAS
from faultbook_samples.bill.writing import arrow_rows

from faultbook.errors import SettingError
from faultbook.tables.system import SYSTEM_TABLES

OPTIONS = AccountOptions(seed=5, days=5, statements=120)
ACCOUNT = make_account(OPTIONS)


def test_the_same_options_give_the_same_account_and_another_seed_another():
    assert make_account(OPTIONS) == ACCOUNT
    assert make_account(AccountOptions(seed=6, days=5, statements=120)).truth != ACCOUNT.truth


@pytest.mark.parametrize("name", SCHEMAS)
def test_rows_fit_the_platforms_schema(name):
    rows = ACCOUNT.tables.get(name, [])
    assert arrow_rows(name, rows).num_rows == len(rows)
    unknown = {field for row in rows for field in row} - set(arrow_schema(SCHEMAS[name]).names)
    assert unknown == set()


@pytest.mark.parametrize("name", SYSTEM_TABLES)
def test_every_leaf_that_is_read_is_in_the_platforms_schema(name):
    if name not in SCHEMAS:
        assert SYSTEM_TABLES[name].optional
        return
    for leaf in SYSTEM_TABLES[name].leaves:
        found = arrow_schema(SCHEMAS[name])
        for part in leaf.source.split(".")[:-1]:
            found = found.field(part).type
        assert found.field(leaf.source.split(".")[-1]) is not None or leaf.path


def test_the_generated_tables_equal_the_truth():
    usage = ACCOUNT.tables["billing.usage"]
    assert sum(row["usage_quantity"] for row in usage) == sum(ACCOUNT.truth.billed.values())
    assert set(ACCOUNT.truth.amounts) == {"USD", "EUR"}
    assert ACCOUNT.truth.without_corrections["USD"] > ACCOUNT.truth.amounts["USD"]
    assert ACCOUNT.truth.unpriced["DBU"] > 0


def test_everything_odd_is_there():
    usage, statements = ACCOUNT.tables["billing.usage"], ACCOUNT.tables["query.history"]
    assert Counter(row["record_type"] for row in usage).keys() == {"ORIGINAL", "RETRACTION", "RESTATEMENT"}
    assert any(row["workspace_id"] is None for row in usage)
    assert any(row["usage_end_time"] - row["usage_start_time"] > timedelta(hours=1) for row in usage)
    assert {row["cloud"] for row in usage} == {"AWS", "AZURE"}
    names = Counter((row["workspace_id"], row["statement_id"]) for row in statements)
    assert max(names.values()) == 2
    assert {row["execution_status"] for row in statements} == {"FINISHED", "FAILED", "CANCELED"}
    assert {row["compute"]["type"] for row in statements} == {"WAREHOUSE", "SERVERLESS_COMPUTE"}
    assert any(row["statement_text"] == "<REDACTED>" for row in statements)
    assert Decimal(40) in {row["active_usage_quantity"] for row in ACCOUNT.tables["billing.attributed_usage"]}


def test_late_rows_are_not_visible_yet():
    assert max(row["usage_end_time"] for row in ACCOUNT.tables["billing.usage"]) <= OPTIONS.as_of - timedelta(hours=5)
    assert max(row["start_time"] for row in ACCOUNT.tables["query.history"]) <= OPTIONS.as_of - timedelta(hours=1)


def test_types_are_read_however_deep_they_are_nested():
    assert arrow_type("DECIMAL(38,18)") == pa.decimal128(38, 18)
    nested = arrow_type("STRUCT<a:MAP<STRING,BIGINT>,b:ARRAY<STRUCT<c:DECIMAL(5,2)>>>")
    assert nested.field("b").type.value_type.field("c").type == pa.decimal128(5, 2)


@pytest.mark.parametrize("wrong", [{"days": 1}, {"days": 366}, {"statements": 0}])
def test_a_number_out_of_range_is_refused(wrong):
    with pytest.raises(SettingError, match="expected"):
        AccountOptions(**wrong)
