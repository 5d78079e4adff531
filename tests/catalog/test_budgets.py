"""Budgets in a file: what may be in it, and what is said of what may not."""

from decimal import Decimal

import pytest

from faultbook.catalog.budgets import Budget, read_budgets_file
from faultbook.errors import InvalidCatalog

GOOD = """
budgets:
  everything:
    scope: account
    monthly: 1200.50
  data team:
    scope: tag
    key: team
    value: data
    monthly: "300"
    currency: EUR
    warn_at_percent: 90
    owner: team-data
  loads:
    scope: job
    workspace: "7001"
    job: "44"
    monthly: 10
"""
WRONG = {
    "budgets:\n  a:\n    scope: planet\n    monthly: 1": r":2: found scope 'planet' of a; expected one of account",
    "budgets:\n  a:\n    scope: account\n    monthly: lots": "monthly 'lots' of a; expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: -1": "expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: true": "expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: .inf": "expected an amount above 0",
    "budgets:\n  a:\n    scope: tag\n    key: team\n    monthly: 1": "no value of a; expected key and value",
    "budgets:\n  a:\n    scope: account\n    user: ada\n    monthly: 1": "user of a; expected nothing more",
    "budgets:\n  a:\n    scope: job\n    workspace: 7001\n    job: '4'\n    monthly: 1": "put it in quotes",
    "budgets:\n  a:\n    scope: account\n    monthly: 1\n    colour: red": ":5: found field 'colour' of a",
    "budgets:\n  a:\n    scope: account\n    monthly: 1\n    warn_at_percent: 101": "a whole number from 1 to 100",
    "budgets:\n  a: 12": "found 12 for a",
    "budgets: [1]": "a list under budgets",
    "budget: {}": "'budget' at the top; expected only budgets",
    "budgets:\n  7:\n    scope: account": "which YAML reads as no text",
    "a: b: c": "docs/cost.md",
}


def test_a_file_gives_its_budgets_in_order(tmp_path):
    (tmp_path / "budgets.yml").write_text(GOOD)
    assert read_budgets_file(str(tmp_path / "budgets.yml"), currency="USD") == [
        Budget("everything", "ACCOUNT", "<ALL>", Decimal("1200.5"), "USD"),
        Budget("data team", "TAG", "team=data", Decimal(300), "EUR", 90, "team-data"),
        Budget("loads", "JOB", "7001/44", Decimal(10), "USD"),
    ]


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_is_wrong_is_said_with_what_is_expected(tmp_path, text, said):
    (tmp_path / "budgets.yml").write_text(text)
    with pytest.raises(InvalidCatalog, match=said):
        read_budgets_file(str(tmp_path / "budgets.yml"), currency="USD")


def test_no_file_is_no_budget_and_a_missing_one_is_named(tmp_path):
    assert read_budgets_file("", currency="USD") == []
    with pytest.raises(InvalidCatalog, match="is not there"):
        read_budgets_file(str(tmp_path / "none.yml"), currency="USD")
