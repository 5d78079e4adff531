"""Detection over stored counts: one alert per episode, however often and in whatever order it runs."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faultbook.errors import InvalidCatalog
from faultbook.jobs import baselines, detect
from faultbook.jobs.analysis.pairs import find_pairs
from faultbook.jobs.maintenance import compact
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import Lease
from tests.jobs.counted import START, Count, add_batch, clock, usual, version
from tests.jobs.workspace import LocalWorkspace

ERRORS = "codes: {CC-1: {title: Refused, fix: Restart the pool, owner: team-data, severity: critical}}\n"


def run_detect(spark, workspace: LocalWorkspace, at_hour: int) -> None:
    detect.run(spark, workspace.settings, Steps(task="detect"), now=clock(at_hour))


def alerts(workspace: LocalWorkspace) -> list[dict]:
    return sorted(workspace.rows("anomaly_alerts"), key=lambda row: (row["service"], row["started_at"]))


def stored_alerts(workspace: LocalWorkspace) -> list[tuple]:
    """What the alerts say, without when a run said it and without floats, whose last digits follow the rows' order."""
    names = ("alert_id", "anomaly_type", "service", "severity", "state", "started_at", "last_hour", "observed")
    return [
        (*(row[name] for name in names), [(hour["hour"], hour["observed"]) for hour in row["hours"]])
        for row in alerts(workspace)
    ]


def hour_of(row: dict, name: str) -> int:
    return int((row[name] - START).total_seconds()) // 3_600


@pytest.fixture
def counted(workspace) -> LocalWorkspace:
    """Four quiet weeks of two services, of which one has a spike in hours 675 and 676."""
    counts = [*usual("api", range(680), seed=1, timeout=12, refused=2), *usual("db", range(680), seed=2, slow=6)]
    add_batch(workspace, 1, [*counts, Count(675, "api", "api-refused", 90), Count(676, "api", "api-refused", 80)])
    return workspace


@pytest.mark.verify
def test_a_spike_has_one_alert_a_second_run_changes_nothing_and_late_records_join_it(spark, counted, tmp_path):
    (tmp_path / "errors.yml").write_text(ERRORS)
    workspace = counted.with_settings(errors_file=str(tmp_path / "errors.yml"))
    run_detect(spark, workspace, 680)
    first = alerts(workspace)
    written = version(workspace, "anomaly_alerts")
    run_detect(spark, workspace, 680)

    assert [(row["service"], row["anomaly_type"], hour_of(row, "started_at"), row["state"]) for row in first] == [
        ("api", "error_spike", 675, "open")
    ]
    assert first[0]["explanations"][0]["pattern_id"] == "v1:api-refused"
    assert first[0]["explanations"][0]["share"] > 0.8
    assert first[0]["suggested_actions"] == ["Restart the pool", "Ask: team-data"]
    assert first[0]["alert_severity"] == "critical"
    assert "api prod Error: " in first[0]["description"] and "api-refused failed <*>" in first[0]["description"]
    assert version(workspace, "anomaly_alerts") == written

    add_batch(workspace, 2, [Count(676, "api", "api-refused", 7), Count(674, "api", "api-refused", 95)])
    run_detect(spark, workspace, 684)
    late = alerts(workspace)

    assert [row["alert_id"] for row in late] == [first[0]["alert_id"]]
    assert (hour_of(late[0], "started_at"), hour_of(late[0], "last_hour")) == (674, 676)
    assert late[0]["observed"] - first[0]["observed"] >= 7 + 95
    assert late[0]["detected_at"] == first[0]["detected_at"]
    runs = sorted(workspace.rows("analysis_jobs"), key=lambda row: row["ended_at"])
    assert [(row["status"], row["through_batch"], row["rows_changed"]) for row in runs] == [
        ("done", 1, 1),
        ("done", 1, 0),
        ("done", 2, 1),
    ]


def test_a_wrong_file_stops_detection_before_anything_is_judged_and_the_run_is_on_record(spark, counted, tmp_path):
    (tmp_path / "errors.yml").write_text("codes:\n  CC-1:\n    titel: Refused\n")
    workspace = counted.with_settings(errors_file=str(tmp_path / "errors.yml"))

    with pytest.raises(InvalidCatalog, match=r"errors.yml:3: codes.CC-1.titel: found an unknown key; expected some"):
        run_detect(spark, workspace, 680)

    assert alerts(workspace) == []
    assert [(row["status"], row["detail"][:32]) for row in workspace.rows("analysis_jobs")] == [
        ("failed", "faultbook.errors.InvalidCatalog:")
    ]


@pytest.mark.verify
def test_counts_of_a_batch_that_is_not_complete_are_not_judged(spark, workspace):
    add_batch(workspace, 1, usual("api", range(200), seed=1, timeout=12))
    add_batch(workspace, 2, [Count(190, "api", "api-timeout", 500)], complete=False)
    run_detect(spark, workspace, 200)

    assert alerts(workspace) == []


def test_an_empty_lakehouse_has_no_alert(spark, workspace):
    run_detect(spark, workspace, 0)

    assert (alerts(workspace), [row["status"] for row in workspace.rows("analysis_jobs")]) == ([], ["done"])


def test_records_of_the_year_1_alone_are_no_history(spark, workspace):
    year_1 = round((datetime(1, 1, 1, 5, tzinfo=UTC) - START) / timedelta(hours=1))
    add_batch(workspace, 1, [Count(year_1, "api", "odd", 90)])
    run_detect(spark, workspace, 0)

    assert (alerts(workspace), [row["status"] for row in workspace.rows("analysis_jobs")]) == ([], ["done"])


@pytest.mark.verify
def test_hour_by_hour_in_any_cut_gives_the_alerts_of_one_run(spark, workspace, tmp_path, empty_lakehouse):
    """Two weeks are learned, then 36 hours with every kind of incident are judged: at once, and as they land."""
    learned, judged = range(672), range(672, 708)
    incidents = incident_counts(judged)
    quiet = [*usual("api", range(708), seed=1, timeout=12, refused=2), *usual("db", range(708), seed=2, slow=30)]
    quiet = [count for count in quiet if not (count.service == "db" and count.hour in range(690, 693))]
    early = [count for count in quiet if count.hour in learned]
    late = [count for count in [*quiet, *incidents] if count.hour in judged]

    at_once = copied(workspace, "once")
    stepwise = copied(workspace, "stepwise")
    for one in (at_once, stepwise):
        add_batch(one, 1, early)
        baselines.run(spark, one.settings, Steps(task="baselines"), now=clock(672))
    add_batch(at_once, 2, late)
    run_detect(spark, at_once, 708)
    for batch, end in enumerate(range(678, 709, 6), start=2):
        add_batch(stepwise, batch, [count for count in late if end - 6 <= count.hour < end])
        run_detect(spark, stepwise, end)
        if batch == 4:
            compact(Lakehouse(spark, stepwise.settings, held=Lease), Steps(task="maintenance"))
        if batch == 5:
            run_detect(spark, stepwise, end)

    kinds = [(row["service"], row["anomaly_type"], hour_of(row, "started_at")) for row in alerts(at_once)]
    assert kinds == [("api", "error_spike", 680), ("api", "new_pattern", 700), ("db", "silent_service", 690)]
    assert stored_alerts(stepwise) == stored_alerts(at_once)

    within_hours = copied(workspace, "within")
    add_batch(within_hours, 1, early)
    baselines.run(spark, within_hours.settings, Steps(task="baselines"), now=clock(672))
    begin, seen = 672, []
    for batch, end in enumerate((680, 681, 700, 701), start=2):
        landed = [count for count in late if begin <= count.hour < end]
        # A tenth of what the hour under way will have in the end.
        under_way = [replace(count, count=count.count // 10) for count in late if count.hour == end and count.count > 9]
        rest = [replace(count, count=-(-count.count * 9 // 10)) for count in landed if count.hour == begin != 672]
        add_batch(
            within_hours,
            batch,
            [*(count for count in landed if count.hour != begin or begin == 672), *rest, *under_way],
        )
        run_detect(spark, within_hours, end)
        seen.append([(row["anomaly_type"], hour_of(row, "last_hour")) for row in alerts(within_hours)])
        begin = end
    last = [count for count in late if count.hour >= begin]
    add_batch(within_hours, 6, [remaining(count) if count.hour == begin else count for count in last])
    run_detect(spark, within_hours, 708)
    assert stored_alerts(within_hours) == stored_alerts(at_once)
    assert seen[0] == []
    assert {row["subject"] for row in stepwise.rows("error_catalog")} == {"v1:api-new"}
    assert {row["service"] for row in stepwise.rows("services")} == {"api", "db"}


def test_a_spike_is_seen_in_the_hour_in_which_it_begins(spark, workspace):
    """Ten minutes past the hour, of what that hour has so far; when it has closed, the alert is the same with more."""
    add_batch(workspace, 1, usual("api", range(672), seed=1, timeout=12))
    baselines.run(spark, workspace.settings, Steps(task="baselines"), now=clock(672))
    add_batch(workspace, 2, [Count(672, "api", "api-timeout", 90), Count(672, "api", "api-new", 6)])
    run_detect(spark, workspace, 672)
    [early] = alerts(workspace)
    add_batch(workspace, 3, [Count(672, "api", "api-timeout", 30), Count(673, "api", "api-timeout", 12)])
    run_detect(spark, workspace, 674)
    [closed] = alerts(workspace)

    # The six may still become an alert of their own, which would claim them.
    assert (early["anomaly_type"], hour_of(early, "started_at"), early["observed"]) == ("error_spike", 672, 90)
    assert (closed["alert_id"], closed["observed"]) == (early["alert_id"], 90 + 6 + 30)
    assert (early["state"], early["ended_at"]) == ("open", None)


@pytest.mark.verify
def test_a_run_that_dies_before_it_is_on_record_is_made_good_by_the_next(spark, counted, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(detect, "add_stubs", die)
        with pytest.raises(KeyboardInterrupt):
            run_detect(spark, counted, 680)
    written = version(counted, "anomaly_alerts")
    before = stored_alerts(counted)
    run_detect(spark, counted, 680)

    assert len(before) == 1
    assert stored_alerts(counted) == before
    assert version(counted, "anomaly_alerts") == written


@pytest.mark.verify
def test_a_silence_that_late_records_fill_is_withdrawn(spark, workspace):
    counts = [*usual("api", range(684), seed=1, timeout=30), *usual("db", range(684), seed=2, slow=30)]
    silent = [count for count in counts if count.service == "db" and count.hour in (678, 679)]
    add_batch(workspace, 1, [count for count in counts if count not in silent])
    run_detect(spark, workspace, 684)
    assert [(row["anomaly_type"], row["severity"], row["state"]) for row in alerts(workspace)] == [
        ("silent_service", "all", "open")
    ]

    add_batch(workspace, 2, silent)
    run_detect(spark, workspace, 685)

    assert [(row["anomaly_type"], row["state"]) for row in alerts(workspace)] == [("silent_service", "withdrawn")]


def test_patterns_that_rise_together_are_found_and_what_is_replaced_is_all(spark, workspace):
    """Six hours shared by a cause and its effect; a third pattern has bursts of its own."""
    hours = {"cause": range(100, 600, 90), "effect": range(100, 600, 90), "alone": range(130, 600, 90)}
    bursts = [Count(hour, "api", f"api-{name}", 50) for name, chosen in hours.items() for hour in chosen]
    add_batch(workspace, 1, [*usual("api", range(680), seed=1, cause=1, effect=1, alone=1), *bursts])
    lakehouse, found = Lakehouse(spark, workspace.settings, held=Lease), []
    for _ in range(2):
        find_pairs(lakehouse, through=1, before=clock(680), steps=Steps(task="baselines"))
        found.append(
            [(row["pattern_a"], row["pattern_b"], row["joint_hours"]) for row in workspace.rows("pattern_pairs")]
        )

    assert found == [[("v1:api-cause", "v1:api-effect", 6)]] * 2


@pytest.mark.verify
def test_alerted_hours_are_not_learned_from(spark, counted):
    """Two hours of twelve samples are missing where the spike was."""
    run_detect(spark, counted, 680)
    baselines.run(spark, counted.settings, Steps(task="baselines"), now=clock(680))
    cells = {row["hour_of_week"]: row for row in counted.rows("anomaly_baselines") if row["service"] == "api"}

    assert [cells[hour % 168]["samples"] for hour in (670, 674, 675, 676, 677, 678)] == [12, 11, 10, 10, 11, 12]
    assert cells[675 % 168]["mean_count"] < 20


def incident_counts(judged: Iterable[int]) -> list[Count]:
    spike = [Count(hour, "api", "api-refused", 80) for hour in (680, 681, 684)]
    new = [Count(hour, "api", "api-new", count) for hour, count in ((699, 4), (700, 40), (701, 60))]
    return [count for count in [*spike, *new] if count.hour in judged]


def remaining(count: Count) -> Count:
    """What lands of a count after its first tenth."""
    return replace(count, count=count.count - count.count // 10)


def copied(workspace: LocalWorkspace, name: str) -> LocalWorkspace:
    """Another house like this one."""
    root = workspace.root / name
    shutil.copytree(workspace.settings.catalog, root / "lakehouse")
    return workspace.with_settings(catalog=str(root / "lakehouse"))
