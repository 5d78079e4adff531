"""One account, several ways to cost it: only the ledger equals the bill."""

from decimal import Decimal

import pytest
from faultbook_samples.bill import AccountOptions, write_account
from faultbook_samples.demo.cost_comparison import LEDGER, compare

from faultbook.errors import MissingDependency
from tests.stores.small_lakehouse import SCHEMAS, SchemaRole, make_lakehouse


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    folder = tmp_path_factory.mktemp("account")
    return folder, write_account(folder, AccountOptions(days=4, statements=300))


def test_every_method_is_shown_beside_the_bill(account, tmp_path):
    folder, written = account
    billed = written.truth.warehouse_amounts["USD"]
    parts = {"direct_amount": billed, "idle_amount": Decimal(0), "unattributed_amount": Decimal(0)}
    ledger = [{"resource_kind": "WAREHOUSE", "currency_code": "USD", **parts}]
    answers = make_lakehouse(tmp_path, cost_ledger=ledger) / SCHEMAS[SchemaRole.ANSWERS]

    verdicts = {verdict.method.name: verdict for verdict in compare(folder, answers, currency="USD")}

    assert verdicts[LEDGER.name].ratio == pytest.approx(1)
    assert verdicts["join of history, usage and prices"].ratio > 50
    assert verdicts["prices by BETWEEN"].amount > verdicts["prices by BETWEEN"].billed
    assert 0 < verdicts["hour by shares of elapsed time"].ratio < 1
    assert 0 < verdicts["own split by day, else hour by task time"].ratio < 1
    window = verdicts["share of work of the whole window"]
    assert 0.5 < window.ratio < 1  # the unused warehouse is in no method
    the_bill = [name for name, verdict in verdicts.items() if verdict.ratio == pytest.approx(1, abs=1e-6)]
    assert the_bill == [LEDGER.name]


def test_an_absent_table_is_named(tmp_path):
    with pytest.raises(MissingDependency, match="faultbook demo cost"):
        compare(tmp_path, tmp_path, currency="USD")
