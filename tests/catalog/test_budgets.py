"""Budgets in a file: what may be in it, and the errors of what may not."""

# ruff: noqa: E501  (a case is a line of a table)

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
    "budgets:\n  a:\n    scope: planet\n    monthly: 1": r":3: budgets\.a\.scope: found 'planet'; expected 'account', 'workspace'",
    "budgets:\n  a:\n    scope: account\n    monthly: lots": r":4: budgets\.a\.monthly: found 'lots'; expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: -1": "expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: true": "expected an amount above 0",
    "budgets:\n  a:\n    scope: account\n    monthly: .inf": "expected an amount above 0",
    "budgets:\n  a:\n    scope: tag\n    key: team\n    monthly: 1": r"budgets\.a: found no value; expected key and value for the scope tag",
    "budgets:\n  a:\n    scope: account\n    user: ada\n    monthly: 1": "found user 'ada'; expected no name of a part for the scope account",
    "budgets:\n  a:\n    scope: job\n    workspace: 7001\n    job: '4'\n    monthly: 1": "put it in quotes",
    "budgets:\n  a:\n    scope: account\n    monthly: 1\n    colour: red": r":5: budgets\.a\.colour: found an unknown key; expected some of scope, monthly",
    "budgets:\n  a:\n    scope: account\n    monthly: 1\n    warn_at_percent: 101": r"warn_at_percent: found 101; expected less than or equal to 100",
    "budgets:\n  a: 12": "found 12; expected a mapping: scope, monthly",
    "budgets: [1]": ":1: budgets: found a list; expected a mapping",
    "budget: {}": ":1: budget: found an unknown key; expected only budgets",
    "budgets:\n  7:\n    scope: account": "found the name 7, which YAML reads as no text; expected it in quotes",
    "a: b: c": "docs/cost.md",
}


def test_a_file_gives_its_budgets_in_order(tmp_path):
    (tmp_path / "budgets.yml").write_text(GOOD)
    assert read_budgets_file(str(tmp_path / "budgets.yml"), currency="USD") == [
        Budget("everything", "ACCOUNT", "<ALL>", Decimal("1200.5"), "USD"),
        Budget("data team", "TAG", "team=data", Decimal(300), "EUR", 90, "team-data"),
        Budget("loads", "JOB", "7001/44", Decimal(10), "USD"),
    ]


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_an_error_has_file_place_found_and_expected(tmp_path, text, message):
    (tmp_path / "budgets.yml").write_text(text)
    with pytest.raises(InvalidCatalog, match=message):
        read_budgets_file(str(tmp_path / "budgets.yml"), currency="USD")


def test_no_file_is_no_budget_and_a_missing_one_is_named(tmp_path):
    assert read_budgets_file("", currency="USD") == []
    with pytest.raises(InvalidCatalog, match="is not there"):
        read_budgets_file(str(tmp_path / "none.yml"), currency="USD")
