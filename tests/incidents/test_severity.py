"""Severities of all scales, and priorities."""

import pytest

from faultbook.events.severities import SEVERITIES
from faultbook.incidents.severity import (
    TIERS,
    WORDS,
    Scale,
    is_worse,
    priority,
    rank,
    severity_of,
    tier_of,
    word_of,
    worst,
)

ROWS = [
    # severity, Sigma, Azure, log level
    ("critical", "critical", "Sev0", "CRITICAL"),
    ("high", "high", "Sev1", "ERROR"),
    ("medium", "medium", "Sev2", "WARNING"),
    ("low", "low", "Sev3", "NOTICE"),
    ("info", "informational", "Sev4", "INFO"),
]


@pytest.mark.parametrize(("severity", "sigma", "azure", "level"), ROWS)
def test_words_lead_both_ways(severity, sigma, azure, level):
    for scale, word in ((Scale.SIGMA, sigma), (Scale.AZURE, azure), (Scale.LOG_LEVEL, level)):
        assert word_of(severity, scale) == word
        assert severity_of(word) == severity
        assert severity_of(word.upper()) == severity_of(f" {word.lower()} ") == severity


def test_alerts_have_four_words_and_lead_back_to_a_severity_that_has_the_word():
    for severity in SEVERITIES:
        back = severity_of(word_of(severity, Scale.ALERT))
        assert word_of(back, Scale.ALERT) == word_of(severity, Scale.ALERT)


def test_every_scale_has_a_word_for_every_severity():
    assert {scale: tuple(words) for scale, words in WORDS.items()} == dict.fromkeys(Scale, SEVERITIES)


@pytest.mark.parametrize("word", [None, "", "  ", "Unknown", "4", "sev5", "purple"])
def test_what_is_not_known_is_medium(word):
    assert severity_of(word) == "medium"


def test_order():
    assert [rank(each) for each in SEVERITIES] == [0, 1, 2, 3, 4]
    assert worst(["low", "high", "info"]) == "high"
    assert worst([]) == "medium"
    assert is_worse("critical", "high")
    assert not is_worse("high", "high")


def test_priority_never_falls_with_severity_or_tier():
    table = [[int(priority(severity, tier)[1:]) for tier in TIERS] for severity in SEVERITIES]
    assert all(row == sorted(row) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))
    assert (table[0][0], table[-1][-1]) == (1, 5)
    assert priority("high") == priority("high", "normal") == "P3"


def test_priority_is_that_of_its_documentation():
    rows = [line.split("|")[1:-1] for line in (priority.__doc__ or "").splitlines() if "| P" in line]
    assert [[priority(row[0].strip(), tier) for tier in TIERS] for row in rows] == [
        [cell.strip() for cell in row[1:]] for row in rows
    ]
    assert len(rows) == len(SEVERITIES)


def test_tiers_of_the_catalog():
    assert [tier_of(number) for number in (1, 2, 3, 4, 9, None)] == [*TIERS, "low", "normal"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: priority("high", "gold"), "found tier 'gold'; expected one of critical, high, normal, low"),
        (lambda: priority("error"), "found severity 'error'; expected one of critical, high, medium, low, info"),
        (lambda: rank("P1"), "found severity 'P1'"),
        (lambda: tier_of(0), "found tier 0; expected 1 or more"),
    ],
)
def test_wrong_words_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
