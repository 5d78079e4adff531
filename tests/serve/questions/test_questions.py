"""Questions over the seeded lakehouse: exact totals, pages, pinned batches, refused arguments, clean text."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faultbook.errors import FaultbookError, MissingDependency
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.costs import Opportunity, OpportunityText
from faultbook.serve.questions.pages import bytes_of, fitted
from faultbook.serve.questions.patterns import HARD_BOUND, bounded
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.delta_table_cache import DeltaTableCache
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.store import query
from faultbook.stores.views import published_views
from tests.stores.planted_failures import HOSTILE_EVENT
from tests.stores.planted_incidents import HOSTILE_INCIDENT, RULE
from tests.stores.seeded_lakehouse import (
    CANARIES,
    END,
    INCIDENT,
    KINDS,
    OPPORTUNITIES,
    pattern_id,
    records,
    seeded_lakehouse,
    seeded_store,
)
from tests.stores.small_lakehouse import SCHEMAS, append, counts, ledger, make_lakehouse

INCIDENT_PATTERN = next(pattern_id(kind) for kind in KINDS if kind.code == "SR-503")
EVIL_PATTERN = next(pattern_id(kind) for kind in KINDS if kind.code == "EVIL-1")
NEEDED = {
    "analyze_error_pattern": {"error_code": "CC-3005"},
    "get_file_errors": {"file_path": "app/evil.py"},
    "search_by_message": {"query": "ignore previous"},
    "explain_pattern": {"pattern_id": EVIL_PATTERN},
    "get_failure": {"event_id": HOSTILE_EVENT},
    "get_incident": {"incident_id": HOSTILE_INCIDENT},
    "incident_events": {"incident_id": HOSTILE_INCIDENT},
    "why_not_fired": {"rule": RULE, "event_id": HOSTILE_EVENT},
}
ALL = records()


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


def ask(store, name, **arguments):
    return QUESTIONS[name].ask(store, arguments)


def test_every_question_answers_and_shows_nothing_of_an_incomplete_batch(store):
    for name in QUESTIONS:
        assert "LATE-1" not in ask(store, name, **NEEDED.get(name, {})).model_dump_json()


def test_counts_are_those_of_the_records(store):
    by_code = Counter((row["error_code"], row["severity"]) for row in ALL)

    answer = ask(store, "get_error_frequency", limit=200)

    assert {(row.error_code, row.severity): row.occurrence_count for row in answer.rows} == by_code
    assert [row.occurrence_count for row in answer.rows] == sorted(by_code.values(), reverse=True)
    summary = ask(store, "get_severity_summary")
    assert {row.severity: row.occurrence_count for row in summary.rows} == Counter(row["severity"] for row in ALL)
    assert sum(row.share for row in summary.rows) == pytest.approx(1)


def test_days_that_the_range_touches_count_whole(store):
    answer = ask(store, "get_error_frequency", error_code="SR-503", since="2026-03-04T12:00:00Z")

    assert [row.occurrence_count for row in answer.rows] == [180]
    assert "whole UTC days" in answer.note


def test_pages_together_are_all_rows_each_once(store):
    found, cursor = [], None
    while True:
        page = ask(store, "search_error_logs", error_code="CC-3005", limit=150, cursor=cursor)
        assert page.total == 384
        found += [(row.record_id, row.timestamp) for row in page.rows]
        cursor = page.next_cursor
        assert page.truncated == (cursor is not None)
        if cursor is None:
            break

    wanted = [row for row in ALL if row["error_code"] == "CC-3005"]
    assert sorted(found) == sorted((row["event_id"], row["timestamp"]) for row in wanted)
    assert [instant for _, instant in found] == sorted((row["timestamp"] for row in wanted), reverse=True)


def test_pages_go_back_over_equal_instants_whole_hours_and_years_before_1970(tmp_path):
    instants = [datetime(1969, 12, 31, 22, 30), datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(1970, 1, 1)]
    instants += [datetime(1, 1, 1), *[END] * 5, END + timedelta(minutes=59), END + timedelta(hours=1)]
    rows = [
        {"timestamp": instant.replace(tzinfo=UTC), "event_id": f"{number:02}", "severity": "Error", "batch_id": 1}
        for number, instant in enumerate(instants)
    ]
    store = seeded_store(make_lakehouse(tmp_path, error_logs_parsed=rows, ingest_ledger=[ledger(1)]))
    for limit in (1, 2, 3, 4, 20):
        found, cursor = [], None
        for _ in rows:
            page = ask(store, "find_records", not_service="other", limit=limit, cursor=cursor)
            assert (page.total, page.truncated) == (len(rows), page.next_cursor is not None)
            found += [row.record_id for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        newest_first = sorted(rows, key=lambda row: (-(row["timestamp"] - END).total_seconds(), row["event_id"]))
        assert found == [row["event_id"] for row in newest_first]
    late = ask(store, "find_records", limit=2, since=END + timedelta(minutes=30))
    assert [row.record_id for row in late.rows] == ["10", "09"]


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("search_error_logs", {}),
        ("search_error_logs", {"error_code": "CC-3005"}),
        ("search_error_logs", {"severity": "warn", "service": "checkout"}),
        ("search_error_logs", {"environment": "prod", "error_code": "none"}),
        ("get_file_errors", {"file_path": "search/query.py", "severity": "Info"}),
    ],
)
def test_counts_equal_the_records(store, name, filters):
    beside = {**filters, "file_path": "search/query.py"} if "file_path" in filters else filters
    for limit in (1, 7, 200):
        cursors = [None, None]
        for _ in range(3):
            by_counts = ask(store, name, **filters, limit=limit, cursor=cursors[0])
            by_records = ask(store, "find_records", **beside, not_service="other", limit=limit, cursor=cursors[1])
            assert (by_counts.rows, by_counts.total) == (by_records.rows, by_records.total)
            cursors = [by_counts.next_cursor, by_records.next_cursor]
            if cursors[0] is None:
                break


def test_records_that_are_purged_are_not_in_the_total(tmp_path):
    rows = [{"timestamp": END, "severity": "Error", "error_code": "A", "batch_id": 1}] * 2
    kept = [counts(1, "A", 5, hour=END)]
    entries = [ledger(1, parsed=5), ledger(1, entry="purge", purged=3)]
    store = seeded_store(make_lakehouse(tmp_path, error_logs_parsed=rows, error_counts=kept, ingest_ledger=entries))

    assert ask(store, "search_error_logs", error_code="A").total == 2


def test_records_of_all_formats_are_found_together(tmp_path):
    at = [END - timedelta(minutes=minute) for minute in range(3)]
    shared = {"severity": "Error", "error_code": "A", "batch_id": 1, "template_hash": "v2:1", "request_id": "r1"}
    stderr = {"event_id": "text", "landed_file": "a/stderr", "source_file": "Shop.scala", "format": "log4j"}
    store = seeded_store(
        make_lakehouse(
            tmp_path,
            error_logs_parsed=[{**shared, "event_id": "tabs", "timestamp": at[0], "file_path": "shop.py"}],
            logs=[{**shared, "log_id": "json", "timestamp": at[1], "message": "refused\nby peer"}],
            text_logs=[{**shared, **stderr, "timestamp": at[2], "message": "refused\n\tat Shop.buy(Shop.scala:7)"}],
            error_counts=[counts(1, "A", 3, hour=END, template_hash="v2:1")],
            ingest_ledger=[ledger(1, lines=4, parsed=4, records=3)],
        )
    )
    assert [row.record_id for row in ask(store, "search_error_logs", error_code="A").rows] == ["tabs", "json", "text"]
    assert [row.record_id for row in ask(store, "search_by_message", query="SHOP.buy").rows] == ["text"]
    assert [row.record_id for row in ask(store, "search_error_logs", file_path="shop.s").rows] == ["text"]
    records = store.rows(query("trace_records"), {"trace_id": None, "request_id": "r1", "through_batch": 1})
    assert {row["record_id"] for row in records} == {"tabs", "json", "text"}


def test_pages_of_records_stay_with_the_batch_that_the_first_saw_and_pages_of_sums_end_with_it(tmp_path):
    folder = seeded_lakehouse(tmp_path)
    store = seeded_store(folder)
    records_page = ask(store, "search_error_logs", limit=5)
    sums_page = ask(store, "get_error_frequency", limit=2)
    append(folder, "ingest_ledger", [ledger(3, "shop/3.log", recorded_at=END + timedelta(hours=2))])

    assert ask(store, "search_error_logs", limit=5).rows[0].error_code == "LATE-1"
    following = ask(store, "search_error_logs", limit=5, cursor=records_page.next_cursor)
    assert following.data_as_of.batch == 2
    assert "LATE-1" not in following.model_dump_json()
    with pytest.raises(InvalidQuery, match="the data has moved on"):
        ask(store, "get_error_frequency", limit=2, cursor=sums_page.next_cursor)


@pytest.mark.parametrize("cursor", ["x", "e30=", "eyJhIjoieCIsImIiOjEsInMiOjF9", "\u202e", "a" * 500])
def test_a_cursor_of_something_else_is_refused(store, cursor):
    with pytest.raises(InvalidQuery, match="cursor"):
        ask(store, "search_error_logs", cursor=cursor)


def test_filters_leave_out_what_they_name(store):
    answer = ask(store, "find_records", service="search", not_severity="warn", not_file_path="shards", limit=200)

    assert answer.total == sum(row["error_code"] == "SR-200" for row in ALL)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("search_error_logs", {"error_codes": "X"}, "There is no argument 'error_codes'. Did you mean error_code?"),
        ("search_error_logs", {"limit": 0}, "limit: found 0, input should be greater than or equal to 1"),
        (
            "search_error_logs",
            {"severity": "Eror"},
            "Did you mean Error? There are: Critical, Error, Unknown, Warning, Event, Info",
        ),
        ("search_error_logs", {"since": "yesterday"}, "since: found 'yesterday', it is no instant"),
        ("search_error_logs", {"error_code": "a\x00"}, "NUL"),
        ("search_by_message", {"query": "\ud800"}, "unable to parse raw data as a unicode string"),
        ("search_by_message", {"query": "x" * 10_000}, "at most 1000 characters"),
        ("search_by_message", {}, "query: field required"),
        ("explain_pattern", {"pattern_id": "v9:none"}, "no pattern has that id"),
        ("explain_pattern", {"pattern_id": "v"}, "patterns have ids that begin so"),
        ("error_trend", {"since": "2026-03-04", "until": "2026-03-01"}, "expected an instant before until"),
        ("what_changed", {"since": "2026-03-04", "until": "2026-03-04"}, "at least an hour before until"),
    ],
)
def test_a_wrong_argument_is_refused_in_words_that_help(store, name, arguments, message):
    with pytest.raises(InvalidQuery) as refused:
        ask(store, name, **arguments)

    assert message in str(refused.value)


def test_names_like_one_that_is_not_on_record_are_offered(store):
    assert ask(store, "search_error_logs", error_code="CC-30005").did_you_mean == ["CC-3005"]
    assert ask(store, "get_file_errors", file_path="network/client.py").did_you_mean == ["app/network/client.py"]
    assert ask(store, "analyze_error_pattern", error_code="PAY-403").did_you_mean == ["PAY-402"]


def test_an_absent_view_names_the_fix(seeded):
    without = LocalStore(LocalLakehouse(seeded, SCHEMAS, DeltaTableCache()), {})

    with pytest.raises(MissingDependency, match="There is no view genie_optimization_opportunities yet"):
        ask(without, "list_opportunities")


def test_the_view_of_opportunities_has_what_its_question_shows():
    columns = {column.name for column in published_views()[OPPORTUNITIES].columns}

    assert {*Opportunity.model_fields, *OpportunityText.model_fields} - columns == {"log_text"}


def test_opportunities_come_with_the_largest_saving_first(store):
    answer = ask(store, "list_opportunities")

    assert [(row.priority, row.estimated_saving) for row in answer.rows] == [
        ("HIGH", Decimal("12.5")),
        ("MEDIUM", Decimal("3.25")),
        ("NOT_ASSESSED", None),
    ]
    assert ask(store, "list_opportunities", priority="MEDIUM").total == 1


def test_a_folder_without_a_lakehouse_names_the_fix(tmp_path):
    with pytest.raises(MissingDependency, match="faultbook run setup --lakehouse"):
        ask(seeded_store(tmp_path), "get_severity_summary")


def test_a_trend_has_a_zero_where_nothing_happened(store):
    trend = ask(
        store, "error_trend", error_code="SR-503", bucket="hour", since=INCIDENT - timedelta(hours=2), limit=200
    )

    assert [row.occurrence_count for row in trend.rows] == [0, 0, *[30] * 6, *[0] * 8]
    assert trend.occurrence_count == 180
    assert ask(store, "error_trend").total == 4


def test_what_changed_names_what_is_new_and_what_is_gone(store):
    changes = {row.value: row for row in ask(store, "what_changed", dimension="error_code", since="2026-03-03").rows}

    assert changes["SR-503"].kind == "new" and changes["SR-503"].after_count == 180
    assert changes["SR-210"].kind == "fewer"
    assert "CC-3005" not in changes


def test_where_changed_names_the_values_that_a_rise_sits_in(store):
    rows = ask(store, "where_changed", since=INCIDENT, until=INCIDENT + timedelta(hours=6), baseline_hours=24).rows
    first = {row.dimension: row for row in rows if row.place == 1}

    assert (first["service"].value, first["code_file"].value) == ("search", "search/shards.py")
    assert (first["code_file"].before_count, first["code_file"].excess) == (0, 180)
    assert first["code_file"].share > 0.9 and first["code_file"].usual_share == 0
    of_pattern = ask(store, "where_changed", pattern_id=INCIDENT_PATTERN, since=INCIDENT)
    assert {row.value for row in of_pattern.rows if row.dimension == "code_file"} == {"search/shards.py"}
    assert "Nothing rose" in ask(store, "where_changed", since="2026-03-02", service="checkout", fewest=10_000).note


def test_an_explanation_holds_the_facts_of_its_pattern(store):
    pack = ask(store, "explain_pattern", pattern_id=INCIDENT_PATTERN[:8])

    assert (pack.state, pack.occurrence_count, pack.max_level) == ("new", 180, "Critical")
    assert [(source.service, source.error_code) for source in pack.sources] == [("search", "SR-503")]
    assert pack.alerts == ["spike-search-critical"]
    assert pack.busiest_hour == INCIDENT
    [paired] = [kind for kind in KINDS if pattern_id(kind) in {each.pattern_id for each in pack.rises_with}]
    assert paired.code == "CC-3005"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 60), st.text(max_size=500), st.integers(0, 500))
def test_a_context_pack_never_exceeds_its_bound(pack, count, text, repeated):
    large = pack.model_copy(deep=True)
    large.goes_with = [large.goes_with[0].model_copy(update={"value": text})] * count
    large.log_text.example_messages = [text * (repeated % 9 + 1)] * 3
    large.log_text.pattern = text * (repeated + 1)

    assert len(bounded(large).model_dump_json().encode()) <= HARD_BOUND


@pytest.fixture(scope="module")
def pack(store):
    return ask(store, "explain_pattern", pattern_id=INCIDENT_PATTERN)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_planted_secret_and_no_control_character_leaves_by_any_question(store, name):
    answer = ask(store, name, **NEEDED.get(name, {}))
    text = answer.model_dump_json()

    assert [canary for canary in CANARIES if canary in text] == []
    assert all(letter.isprintable() for letter in json.dumps(json.loads(text), ensure_ascii=False))


def test_log_text_is_under_log_text_only(store):
    for name in QUESTIONS:
        trusted = json.loads(ask(store, name, **NEEDED.get(name, {})).model_dump_json())
        trusted.pop("asked", None)
        assert "gnore previous" not in json.dumps(_without_log_text(trusted)), name


def _without_log_text(value):
    if isinstance(value, dict):
        return {key: _without_log_text(each) for key, each in value.items() if key != "log_text"}
    return [_without_log_text(each) for each in value] if isinstance(value, list) else value


HOSTILE_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "'; DROP TABLE logs;--",
            '"',
            "%_\\",
            "$error_code",
            ":severity",
            "\u202e",
            "😀" * 50,
            "{raw}",
            "--",
            "\0",
            "x" * 10_000,
        ]
    ),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=HOSTILE_TEXT, argument=st.sampled_from(["error_code", "file_path", "message_contains", "service", "severity"])
)
def test_a_hostile_argument_finds_what_holds_it_or_is_refused(store, text, argument):
    try:
        answer = ask(store, "search_error_logs", **{argument: text})
    except FaultbookError:
        return
    within = {"file_path": "file_path", "message_contains": "message"}.get(argument)
    wanted = [
        row for row in ALL if (text.lower() in row[within].lower() if within else row[argument].lower() == text.lower())
    ]
    assert answer.total == len(wanted)


TEXTS = [
    (name, argument)
    for name, question in QUESTIONS.items()
    for argument, field in question.arguments.model_fields.items()
    if "str" in str(field.annotation)
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=HOSTILE_TEXT, case=st.sampled_from(TEXTS))
def test_no_text_in_any_argument_of_any_question_is_more_than_a_value(store, text, case):
    name, argument = case
    try:
        answer = ask(store, name, **{**NEEDED.get(name, {}), argument: text})
    except FaultbookError as refused:
        assert "Error:" not in str(refused) and "Traceback" not in str(refused)
        return
    arguments = QUESTIONS[name].arguments.model_validate({**NEEDED.get(name, {}), argument: text})
    assert not QUESTIONS[name].is_tool or bytes_of(fitted(answer, arguments, 10_000)) <= 10_000
