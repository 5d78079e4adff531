from datetime import date, timedelta

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, decision_row, ledger_row, map_row

NOON = at("2026-03-10T12:00:00")
DAY = timedelta(days=1)

# pattern -> days before the day -> records
SEEN = {
    "v1:ongoing": dict.fromkeys(range(9), 10),
    "v1:escalating": {0: 60} | {day: 10 + day % 3 for day in range(1, 9)},
    "v1:back": {0: 2, 8: 5},
    "v1:not_yet_back": {0: 2, 7: 5},
    "v1:new": {0: 3},
    "v1:resolved": {0: 3, 1: 3},
}
STATES = {
    "v1:ongoing": "ongoing",
    "v1:escalating": "escalating",
    "v1:back": "regressed",
    "v1:not_yet_back": "ongoing",
    "v1:new": "new",
    "v1:resolved": "regressed",
}


def counted(pattern: str, ago: int, many: int, **more):
    instant = NOON - ago * DAY
    times = {"hour": instant, "first_occurrence": instant, "last_occurrence": instant}
    return count_row(template_hash=pattern, occurrence_count=many, **times, **more)


def tables():
    rows = [counted(pattern, ago, many) for pattern, days in SEEN.items() for ago, many in days.items()]
    rows += [counted("v1:ongoing", 0, 1, severity="Critical"), counted("v1:late", 0, 1, batch_id=2)]
    return {
        "error_counts": rows,
        "ingest_ledger": [ledger_row()],
        "pattern_map": [map_row(template_hash=pattern, pattern_id=pattern) for pattern in SEEN],
        "pattern_decisions": [decision_row(pattern_id="v1:resolved", decided_at=NOON - DAY / 2)],
    }


def test_each_day_of_a_pattern_stands_beside_the_week_before(spark):
    rows = {(row["pattern_id"], row["day"]): row for row in rows_of("pattern_daily", tables())}
    today = {pattern: rows[pattern, NOON.date()] for pattern in SEEN}

    assert {pattern: row["state"] for pattern, row in today.items()} == STATES
    names = ("occurrence_count", "day_before", "week_before", "seven_days_before", "max_level")
    assert [today["v1:ongoing"][name] for name in names] == [11, 10, 10, 70, "Critical"]
    assert [today["v1:not_yet_back"][name] for name in names] == [2, 0, 5, 5, "Error"]
    assert rows["v1:back", date(2026, 3, 2)]["state"] == "new"
    assert rows["v1:resolved", date(2026, 3, 9)]["state"] == "new"


def test_states_of_a_day_are_counted(spark):
    day = rows_of("pattern_states_daily", tables())[-1]

    assert day == {
        "day": NOON.date(),
        "occurrence_count": 81,
        "patterns": 6,
        "new_patterns": 1,
        "regressed_patterns": 2,
        "escalating_patterns": 1,
    }


def test_days_of_a_series_add_up_to_complete_batches(spark):
    rows = rows_of("logs_daily_agg", tables())

    assert [(row["severity"], row["occurrence_count"]) for row in rows if row["day"] == NOON.date()] == [
        ("Critical", 1),
        ("Error", 80),
    ]
    assert sum(row["occurrence_count"] for row in rows) == 1 + sum(sum(days.values()) for days in SEEN.values())
