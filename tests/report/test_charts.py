"""Pictures show every row's number under its name, and take no rows, odd names and unknown severities."""

import io
from datetime import date

import pytest

pytest.importorskip("matplotlib")

from faultbook.report import charts as pictures

DAY, NEXT = date(2026, 1, 31), date(2026, 2, 1)
SUMMARY = [{"severity": "Error", "occurrence_count": 1200}, {"severity": "Critical", "occurrence_count": 7}]
FREQUENCY = [
    {"error_code": f"CC-{number:04}", "severity": "Error", "occurrence_count": number, "affected_files": 2}
    for number in range(40)
]
DAILY = [
    {"day": DAY, "severity": "Error", "occurrence_count": 3},
    {"day": DAY, "severity": "Error", "occurrence_count": 4},
    {"day": NEXT, "severity": "Fatal?", "occurrence_count": 5},
]
PATTERNS = [
    {"error_code": "A-1", "severity": "Error", "pattern": "cost <*> $5 and $6 \n" + "x" * 200, "pattern_count": 9},
    {"error_code": "A-1", "severity": "Error", "pattern": "cost <*> $5 and $6 \n" + "x" * 200, "pattern_count": 8},
]
HEALTH = [{"day": DAY, "parsed": 10, "rejected": 2, "headers": 3, "blanks": 1}]


def labels(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def heights(figure):
    return sorted(bar.get_height() for bar in figure.axes[0].patches if bar.get_height())


def numbers(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_severities_stand_in_order_of_their_counts():
    figure = pictures.severities(SUMMARY)
    assert (labels(figure), numbers(figure)) == (["Critical", "Error"], ["7", "1,200"])


def test_only_the_most_frequent_codes_are_drawn_the_most_frequent_on_top():
    figure = pictures.most_frequent_codes(FREQUENCY, most=3)
    assert labels(figure) == ["CC-0037 in 2 files", "CC-0038 in 2 files", "CC-0039 in 2 files"]


def test_two_patterns_of_one_label_stay_two_bars():
    figure = pictures.most_frequent_patterns(PATTERNS)
    assert numbers(figure) == ["8", "9"]
    assert all(len(label) <= pictures.LONGEST_LABEL + 5 for label in labels(figure))


def test_days_are_stacked_and_their_heights_add_up():
    figure = pictures.occurrences_by_day(DAILY)
    assert heights(figure) == [5, 7]
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["Error", "Fatal?"]


def test_lines_of_a_day_add_up():
    assert sum(heights(pictures.lines_by_day(HEALTH))) == 16


@pytest.mark.parametrize(
    ("draw", "rows"),
    [
        (pictures.severities, SUMMARY),
        (pictures.most_frequent_codes, FREQUENCY),
        (pictures.most_frequent_patterns, PATTERNS),
        (pictures.occurrences_by_day, DAILY),
        (pictures.lines_by_day, HEALTH),
    ],
)
def test_a_picture_can_be_saved_with_rows_and_without_any(draw, rows):
    for some in (rows, []):
        saved = io.BytesIO()
        draw(some).savefig(saved, format="png")
        assert saved.getvalue().startswith(b"\x89PNG")
