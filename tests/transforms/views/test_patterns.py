from datetime import timedelta

import pytest

from tests.severity_rows import own_rows
from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, decision_row, ledger_row, map_row, template_row

NOW = at("2026-03-01T12:00:00")
DAY = timedelta(days=1)

# pattern -> how many records at how many days before now
SEEN = {
    "v1:new": {0: 3},
    "v1:ongoing": dict.fromkeys(range(30), 10),
    "v1:escalating": {0: 60} | {day: 10 + day % 3 for day in range(1, 30)},
    "v1:large_and_steady": {0: 1_100} | {day: 1_000 + 60 * (day % 3) for day in range(1, 9)},
    "v1:quiet": {9: 4},
    "v1:back": {0: 2, 20: 5},
    "v1:resolved": {3: 2},
    "v1:regressed": {1: 2, 10: 5},
    "v1:reopened": {1: 2, 2: 2},
}
STATES = {
    "v1:new": "new",
    "v1:ongoing": "ongoing",
    "v1:escalating": "escalating",
    "v1:large_and_steady": "ongoing",
    "v1:quiet": "quiet",
    "v1:back": "regressed",
    "v1:resolved": "resolved",
    "v1:regressed": "regressed",
    "v1:reopened": "ongoing",
}
DECIDED = [("v1:resolved", 1, "resolve"), ("v1:regressed", 5, "resolve")]
DECIDED += [("v1:reopened", 5, "resolve"), ("v1:reopened", 4, "reopen")]


def counts(pattern: str):
    return [
        count_row(
            template_hash=pattern,
            hour=NOW - day * DAY,
            occurrence_count=many,
            first_occurrence=NOW - day * DAY,
            last_occurrence=NOW - day * DAY,
        )
        for day, many in SEEN[pattern].items()
    ]


def test_states_and_trends(spark):
    far = at("9999-01-01T00:00:00")
    tables = {
        "error_counts": [row for pattern in SEEN for row in counts(pattern)]
        + [count_row(template_hash="v1:new", hour=far, first_occurrence=far, last_occurrence=far, occurrence_count=1)],
        "ingest_ledger": [ledger_row(recorded_at=NOW + DAY)],
        "pattern_map": [map_row(template_hash=pattern, pattern_id=pattern) for pattern in SEEN],
        "pattern_decisions": [
            decision_row(decision_id=f"{pattern}{kind}", pattern_id=pattern, kind=kind, decided_at=NOW - ago * DAY)
            for pattern, ago, kind in DECIDED
        ],
    }

    rows = {row["pattern_id"]: row for row in rows_of("patterns", tables)}

    assert {pattern: row["state"] for pattern, row in rows.items()} == STATES
    assert rows["v1:escalating"]["trend"] == [11, 10, 12, 11, 10, 12, 11, 60]
    assert rows["v1:new"]["occurrence_count"] == 4
    assert rows["v1:new"]["trend"] == [0, 0, 0, 0, 0, 0, 0, 3]


def test_a_successor_has_the_past_and_the_decisions_of_its_predecessor(spark):
    """An identity version that came today: what was known before is neither new nor back, and its title stays."""
    seen = {"v1:old": dict.fromkeys(range(1, 20), 10), "v2:one": {0: 6}, "v2:two": {0: 4}, "v2:else": {0: 3}}
    tables = {
        "error_counts": [
            count_row(template_hash=pattern, hour=NOW - day * DAY, occurrence_count=many)
            | dict.fromkeys(("first_occurrence", "last_occurrence"), NOW - day * DAY)
            for pattern, days in seen.items()
            for day, many in days.items()
        ],
        "ingest_ledger": [ledger_row(recorded_at=NOW + DAY)],
        "pattern_map": [
            map_row(template_hash="v1:old", pattern_id="v1:old"),
            map_row(template_hash="v1:older", pattern_id="v1:old"),
            map_row(template_hash="v2:one", pattern_id="v2:one", earlier_hashes=["v1:old", "v1:older"]),
            map_row(template_hash="v2:two", pattern_id="v2:two", earlier_hashes=["v1:older"]),
            map_row(template_hash="v2:else", pattern_id="v2:else", earlier_hashes=[]),
        ],
        "pattern_decisions": [
            decision_row(decision_id="1", kind="rename", pattern_id="v1:older", title="Database away"),
            decision_row(
                decision_id="2", kind="rename", pattern_id="v2:two", title="Its own", decided_at=NOW - 9 * DAY
            ),
            decision_row(decision_id="3", kind="mute", pattern_id="v1:old", until=NOW),
        ],
    }

    rows = {row["pattern_id"]: row for row in rows_of("patterns", tables)}
    daily = {row["pattern_id"]: row for row in rows_of("pattern_daily", tables) if row["day"] == NOW.date()}

    assert sum(row["occurrence_count"] for row in rows.values()) == 190 + 13
    assert rows["v1:old"]["successors"] == ["v2:one", "v2:two"]
    assert [rows[name]["predecessors"] for name in ("v2:one", "v2:two", "v2:else", "v1:old")] == [
        ["v1:old"],
        ["v1:old"],
        [],
        [],
    ]
    assert [rows[name]["state"] for name in ("v2:one", "v2:two", "v2:else")] == ["ongoing", "ongoing", "new"]
    assert [daily[name]["state"] for name in ("v2:one", "v2:two", "v2:else")] == ["ongoing", "ongoing", "new"]
    assert (daily["v2:one"]["day_before"], daily["v2:one"]["seven_days_before"]) == (10, 70)
    assert [rows[name]["title"] for name in ("v1:old", "v2:one", "v2:two")] == [
        "Database away",
        "Database away",
        "Its own",
    ]
    assert [rows[name]["muted_until"] for name in ("v2:one", "v2:two", "v2:else")] == [NOW, NOW, None]


WORST = [
    ("v1:a", ("Warning", "Unknown"), "Unknown"),
    ("v1:b", ("Unknown", "Error"), "Error"),
    ("v1:c", ("Info", "Event"), "Event"),
    ("v1:d", ("Grave of old", "Warning", "Info"), "Grave of old"),
    ("v1:e", ("Grave of old", "Critical"), "Critical"),
    ("v1:f", ("Unknown", "Grave of old"), "Grave of old"),
]


@pytest.mark.parametrize("view", ["patterns", "pattern_daily"])
def test_the_worst_severity_follows_the_stored_ranks(spark, view):
    counts = [count_row(template_hash=name, severity=each) for name, severities, _ in WORST for each in severities]
    rows = rows_of(view, {"error_counts": counts, "ingest_ledger": [ledger_row()]})
    assert {row["pattern_id"]: row["max_level"] for row in rows} == {name: worst for name, _, worst in WORST}

    own = own_rows("Blocker", "Major", "Minor", error="Major")
    counts = [
        count_row(template_hash=name, severity=each)
        for name, severities in {
            "v1:a": ("Minor", "Blocker"),
            "v1:b": ("Minor", "Unknown"),
            "v1:c": ("Error", "Minor"),
        }.items()
        for each in severities
    ]
    rows = rows_of(view, {"error_counts": counts, "ingest_ledger": [ledger_row()], "severity_ranks": own})
    assert [row["max_level"] for row in rows] == ["Blocker", "Unknown", "Error"]


def test_a_pattern_gathers_its_templates_and_an_unmapped_template_is_its_own(spark):
    labels = [("v1:a", "api", "Error"), ("v1:b", "db", "Critical"), ("v1:c", "api", "Warning")]
    tables = {
        "error_counts": [
            count_row(template_hash=name, service=service, severity=severity, occurrence_count=place + 1)
            for place, (name, service, severity) in enumerate(labels)
        ],
        "error_templates": [
            template_row(
                template_hash=name,
                example_event_id=f"{name}{number}",
                example_timestamp=NOW + number * DAY,
                example_message=f"refused by {name} {number}",
            )
            for name, _, _ in labels
            for number in range(4)
        ],
        "ingest_ledger": [ledger_row()],
        "pattern_map": [
            map_row(template_hash=name, pattern_id="v1:a", pattern="both <*>") for name in ("v1:a", "v1:b")
        ],
        "pattern_decisions": [
            decision_row(decision_id="1", kind="rename", pattern_id="v1:b", title="Old name"),
            decision_row(decision_id="2", kind="rename", pattern_id="v1:b", title="Database away"),
            decision_row(decision_id="3", kind="mute", pattern_id="v1:a", until=NOW),
        ],
    }

    whole, alone = rows_of("patterns", tables)

    assert (whole["pattern_id"], whole["occurrence_count"], whole["templates"]) == ("v1:a", 3, 2)
    assert (whole["max_level"], whole["services"]) == ("Critical", ["api", "db"])
    assert (whole["title"], whole["normalized_message"], whole["muted_until"]) == ("Database away", "both <*>", NOW)
    assert whole["sample_log_ids"] == ["v1:a0", "v1:a1", "v1:a3", "v1:b0", "v1:b3"]
    assert whole["example_messages"] == ["refused by v1:a 0", "refused by v1:a 1", "refused by v1:b 0"]
    assert (alone["pattern_id"], alone["occurrence_count"], alone["normalized_message"]) == (
        "v1:c",
        3,
        "refused by <*>",
    )
