"""`faultbook demo cost`: a sample account, its bill, and what is printed."""

from decimal import Decimal

import pytest
from faultbook_samples import bill as costgen
from faultbook_samples.demo.cost import CostDemo
from faultbook_samples.demo.cost_report import parts_bar, show

from faultbook.publish.dashboard.board import read_board
from faultbook.publish.genie.semantics import read_spaces
from faultbook.stores.local.delta_files import LocalLakehouse
from pages.statements import LocalAnswers, at_instant, with_values
from tests.stores.small_lakehouse import SCHEMAS

PARTS = {"billed": Decimal(10), "direct": Decimal(5), "idle": Decimal(3), "unattributed": Decimal(2)}


def test_a_bar_is_as_long_as_its_part_of_the_most_and_in_pieces():
    assert parts_bar(PARTS, Decimal(10), ascii_only=True).plain == "#" * 15 + "=" * 9 + "-" * 6
    assert len(parts_bar(PARTS, Decimal(20)).plain) == 15
    assert parts_bar(PARTS, Decimal(0)).plain == ""


def test_what_is_negative_draws_nothing():
    assert parts_bar(PARTS | {"direct": Decimal(-5)}, Decimal(10), ascii_only=True).plain == "=" * 9 + "-" * 6


@pytest.mark.verify
def test_the_demonstration_adds_up_and_shows_what_is_missing(spark, tmp_path, capsys):
    demo = CostDemo(tmp_path / "demo", days=2)
    show(demo, fresh=False)
    printed = capsys.readouterr().out
    assert "DIFFERENT" not in printed
    assert printed.count("equal") >= 9
    for words in ("By warehouse", "this ledger", "the first design", "not billed yet", "NOT_ASSESSED"):
        assert words in printed
    assert_questions_are_answered(demo)


def assert_questions_are_answered(demo: CostDemo) -> None:
    """What Genie's cost space and the dashboard ask has answers, and the bill is the generator's."""
    answers = LocalAnswers(LocalLakehouse(demo.lakehouse, SCHEMAS))
    now = demo.options.as_of
    for question in read_spaces()["cost_answers"].questions:
        values = {parameter.name: parameter.default for parameter in question.parameters}
        answers.ask(at_instant(with_values(question.sql, values), now))
    board = read_board()
    for dataset in board.datasets:
        answers.ask(at_instant(board.statement(dataset), now))
    [bill] = [one for one in read_spaces()["cost_answers"].benchmarks if "bill of this month" in one.question]
    truth = costgen.write_account(demo.folder / "again", demo.options).truth
    rows = answers.ask(at_instant(bill.sql, now))
    assert {row["currency_code"]: row["spend"] for row in rows} == truth.amounts
    assert all(row["adds_up"] for row in answers.ask(at_instant(board.statement("dollars"), now)))
