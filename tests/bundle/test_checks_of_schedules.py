"""Quartz expressions: what the scheduler takes and what it does not."""

import pytest

from tests.bundle.checks.schedules import wrong_quartz

RIGHT = [
    "0 0 2 * * ?",
    "0 0/15 * * * ?",
    "0 30 2 ? * MON-FRI",
    "0 0 12 L * ?",
    "0 0 12 LW * ?",
    "0 0 12 15W * ?",
    "0 0 12 L-3 * ?",
    "0 0 12 ? * 6L",
    "0 0 12 ? * 6#3",
    "0 0 12 ? * FRIL",
    "0 0,30 8-18/2 ? JAN,JUL mon 2026",
    "0 0 0 1 1 ? 2026-2030",
]
WRONG = [
    ("", "0 fields"),
    ("every day", "2 fields"),
    ("30 2 * * *", "5 fields"),
    ("0 0 2 * * ? 2026 x", "8 fields"),
    ("0 0 2 * * *", "needs ?"),
    ("0 0 2 ? * ?", "needs ?"),
    ("60 0 2 * * ?", "60 as its second"),
    ("0 60 2 * * ?", "60 as its minute"),
    ("0 0 24 * * ?", "24 as its hour"),
    ("0 0 2 32 * ?", "32 as its day of month"),
    ("0 0 2 * 13 ?", "13 as its month"),
    ("0 0 2 ? * 8", "8 as its day of week"),
    ("0 0 2 ? * MOON", "MOON as its day of week"),
    ("0 0/0 2 * * ?", "0/0 as its minute"),
    ("0 0/x 2 * * ?", "0/X as its minute"),
    ("0 ? 2 * * ?", "? as its minute"),
    ("0 0 2 * * ? 1900", "1900 as its year"),
    ("0 0 1-2-3 * * ?", "1-2-3 as its hour"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_expression_passes(text):
    assert wrong_quartz(text) == ""


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_wrong_expression_is_named(text, words):
    assert words in wrong_quartz(text)
