"""The file of calendars: what it may hold, and what its errors name."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faultbook.catalog.calendars import read_calendars_file
from faultbook.errors import InvalidCatalog

SHIPPED = Path(__file__).parent.parent.parent / "catalog" / "calendars.yml"
START = "time_intervals:\n  - name: a\n    time_intervals:\n"


def written(folder: Path, text: str) -> str:
    path = folder / "calendars.yml"
    path.write_text(text, "utf-8")
    return str(path)


def test_no_file_and_the_shipped_file_have_no_calendar():
    assert read_calendars_file("").names == read_calendars_file(str(SHIPPED)).names == ()


def test_the_examples_of_the_shipped_file_hold(tmp_path):
    lines = [line.replace("#  ", "  ", 1).removesuffix(" []") for line in SHIPPED.read_text("utf-8").splitlines()]
    calendars = read_calendars_file(written(tmp_path, "\n".join(lines)))
    assert calendars.names == ("office", "nights", "month_end", "holidays_berlin", "working_hours")
    noon = {day: datetime(2026, 12, day, 12, tzinfo=UTC) for day in (23, 24, 29)}
    assert [calendars.contains("working_hours", instant) for instant in noon.values()] == [True, False, True]
    assert calendars.contains("nights", datetime(2026, 12, 23, 22, 30, tzinfo=UTC))
    assert not calendars.contains("month_end", noon[29])
    assert calendars.contains("month_end", datetime(2026, 11, 28, tzinfo=UTC))


def test_a_section_of_alertmanager_is_read_with_its_numbers_and_times(tmp_path):
    text = f"{START}      - times: [{{start_time: 17:00, end_time: 24:00}}]\n        days_of_month: [1:5, -1]\n"
    calendars = read_calendars_file(written(tmp_path, text + "        years: [2026]\n"))
    found = [calendars.contains("a", datetime(2026, 12, day, 18, tzinfo=UTC)) for day in (1, 5, 6, 30, 31)]
    assert found == [True, True, False, False, True]


WRONG = [
    (f"{START}      - weekdays: [mondy]\n", 4, "found 'mondy' in 'mondy'; expected a weekday, one of monday"),
    (f"{START}      - weekdays: [friday:monday]\n", 4, "expected two entries"),
    (f"{START}      - weekdays: [true]\n", 4, "found True; expected a text or a whole number"),
    (f"{START}      - weekdays: []\n", 4, "found weekdays without an entry, which never holds"),
    (f"{START}      - times: [{{start_time: 22:00, end_time: 06:00}}]\n", 4, "two entries over midnight"),
    (f"{START}      - times: [{{start_time: 22:00}}]\n", 4, "found no end_time; expected one"),
    (f"{START}      - days_of_month: [0]\n", 4, "found the day 0"),
    (f"{START}      - location: Europe/Berln\n", 4, "perhaps Europe/Berlin"),
    (f"{START}      - hours: x\n", 4, "an unknown key; expected some of times, weekdays, days_of_month, months"),
    ("time_intervals:\n  - name: a\n    time_intervals: []\n", 2, "found no interval in 'a'"),
    ("time_intervals:\n  - name: ' '\n    time_intervals: [{}]\n", 2, "found ' '; expected a name"),
    ("holidays: [{name: a, country: GER}]\n", 1, "found the country 'GER'; expected a code of ISO 3166-1"),
    ("holidays: [{name: a, country: DE, subdivision: XX}]\n", 1, "found the subdivision 'XX' of DE"),
    ("holidays: [{name: a, days: {2026-02-30: x}}]\n", 1, "found '2026-02-30'; expected a day, as 2026-12-24"),
    ("holidays: [{name: a, days: {20261224: x}}]\n", 1, "found 20261224; expected a day"),
    ("holidays: [{name: a, country: DE, working_days: [2026-05-01 10:00:00]}]\n", 1, "expected a day"),
    ("business_hours: [{name: a, hours: []}]\n", 1, "found no hours in 'a'"),
    (f"{START}      - {{}}\nbusiness_hours: [{{name: b, hours: [aa]}}]\n", 0, "in time_intervals expected one of a"),
    (
        f"{START}      - {{}}\nbusiness_hours: [{{name: b, hours: [a], holidays: [c]}}]\n",
        0,
        "found the name 'c' in the business hours 'b'; in holidays expected one, and the section is empty",
    ),
    (f"{START}      - {{}}\nholidays: [{{name: a, country: DE}}]\n", 0, "found the name 'a' twice"),
]


@pytest.mark.parametrize(("text", "line", "named"), WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path, text, line, named):
    with pytest.raises(InvalidCatalog) as wrong:
        read_calendars_file(written(tmp_path, text))
    assert named in str(wrong.value)
    assert (f"calendars.yml:{line}: " if line else "calendars.yml: ") in str(wrong.value)
    assert "docs/calendars.md" in str(wrong.value)


def test_a_file_that_is_missing_is_named():
    with pytest.raises(InvalidCatalog, match=r"none\.yml is not there"):
        read_calendars_file("none.yml")


PAGE = (Path(__file__).parent.parent.parent / "docs" / "calendars.md").read_text("utf-8")
MISTAKES = re.findall(r"^\| `([^`]+)` \| `(found [^`]+)` \|$", PAGE, re.MULTILINE)


def test_the_example_of_the_page_holds(tmp_path):
    calendars = read_calendars_file(written(tmp_path, PAGE.split("```yaml\n")[1].split("```")[0]))
    assert calendars.names == ("office", "nights", "holidays_berlin", "working_hours")


def test_the_page_has_mistakes_of_each_section():
    assert {text.partition(":")[0] for text, _ in MISTAKES} >= {
        "location",
        "weekdays",
        "start_time",
        "country",
        "hours",
    }


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_gets_the_message_of_the_page(tmp_path, text, message):
    text = f"times: [{{{text}}}]" if text.startswith("start_time") else text
    if text.startswith("hours"):
        office = "time_intervals: [{name: office, time_intervals: [{}]}]\n"
        content = f"{office}business_hours:\n  - name: working_hours\n    {text}\n"
    elif text.startswith("country"):
        content = f"holidays:\n  - name: a\n    {text}\n"
    else:
        content = f"{START}      - {text}\n"
    with pytest.raises(InvalidCatalog) as wrong:
        read_calendars_file(written(tmp_path, content))
    for part in message.split("..."):
        assert part.rstrip(", ") in str(wrong.value)
