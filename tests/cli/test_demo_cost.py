"""`faultbook demo cost`: a sample account, its bill, and what is said of it."""

from decimal import Decimal

import pytest

from faultbook.cli.cost_report import parts_bar, show
from faultbook.cost_demo import CostDemo

PARTS = {"billed": Decimal(10), "direct": Decimal(5), "idle": Decimal(3), "unattributed": Decimal(2)}


def test_a_bar_is_as_long_as_its_part_of_the_most_and_in_pieces():
    assert parts_bar(PARTS, Decimal(10), ascii_only=True).plain == "#" * 15 + "=" * 9 + "-" * 6
    assert len(parts_bar(PARTS, Decimal(20)).plain) == 15
    assert parts_bar(PARTS, Decimal(0)).plain == ""


def test_what_is_negative_draws_nothing():
    assert parts_bar(PARTS | {"direct": Decimal(-5)}, Decimal(10), ascii_only=True).plain == "=" * 9 + "-" * 6


@pytest.mark.verify
def test_the_demonstration_adds_up_and_says_what_is_missing(spark, tmp_path, capsys):
    show(CostDemo(tmp_path / "demo", days=2), fresh=False)
    said = capsys.readouterr().out
    assert "DIFFERENT" not in said
    assert said.count("equal") >= 9
    for words in ("By warehouse", "this ledger", "the first design", "not billed yet", "NOT_ASSESSED"):
        assert words in said
