"""The file of incidents: what may be in it, and the errors of what may not."""

from datetime import timedelta
from pathlib import Path

import pytest

from faultbook.catalog.incidents import read_policy
from faultbook.errors import InvalidCatalog
from faultbook.incidents.policy import Policy

SHIPPED = Path(__file__).parents[2] / "catalog" / "incidents.yml"
FULL = """
ending:
  quiet: {critical: 48h, low: 6h}
  good_runs: 5
  reopen_window: 30d
  unknown_build_grace: 2h
  group_window: 90m
flapping: {cycles: 4, within: 12h, calm: 6h}
storm: {incidents: 10, within: 5m, calm: 30m}
inhibition: {cluster_span: 20m}
"""
WRONG = {
    "ending: {quiet: soon}": r":1: ending\.quiet.*found 'soon'; expected a number and s, m, h or d, as 10m",
    "ending:\n  quiet: {error: 1h}": r":2: ending\.quiet: found 'error'; expected one of critical, high, medium",
    "ending:\n  quiet: {low: 7}": r":2: ending\.quiet\.low: found 7; expected a number and s, m, h or d",
    "ending:\n  good_runs: 0": r":2: ending\.good_runs: found 0; expected greater than or equal to 1",
    "ending:\n  good_runs: '3'": r":2: ending\.good_runs: found '3'; expected a valid integer",
    "ending:\n  reopen_window: 400d": r":2: ending\.reopen_window: found 400d; expected at most 366d",
    "ending:\n  reopen_windw: 7d": r":2: ending\.reopen_windw: found an unknown key; expected some of quiet, good_runs",
    "flapping: {cycles: 1}": r"flapping\.cycles: found 1; expected greater than or equal to 2",
    "flapping: {cycles: 99}": r"flapping\.cycles: found 99; expected less than or equal to 32",
    "storm: {incidents: 1}": r"storm\.incidents: found 1; expected greater than or equal to 2",
    "storm: 20": r"found 20; expected a mapping: incidents, within, calm",
    "storms: {}": r":1: storms: found an unknown key; expected some of .*ending, flapping, storm, inh",
    "a: b: c": "docs/incidents.md",
}


def written(folder: Path, text: str) -> str:
    (folder / "incidents.yml").write_text(text)
    return str(folder / "incidents.yml")


def test_the_shipped_file_is_the_default():
    assert read_policy(str(SHIPPED)) == read_policy("") == Policy()


def test_a_file_sets_every_part_of_the_policy(tmp_path):
    assert read_policy(written(tmp_path, FULL)) == Policy(
        reopen_window=timedelta(days=30),
        quiet={**Policy().quiet, "critical": timedelta(hours=48), "low": timedelta(hours=6)},
        good_runs=5,
        flap_cycles=4,
        flap_window=timedelta(hours=12),
        calm=timedelta(hours=6),
        storm_incidents=10,
        storm_window=timedelta(minutes=5),
        storm_calm=timedelta(minutes=30),
        group_window=timedelta(minutes=90),
        unknown_build_grace=timedelta(hours=2),
        inhibit_span=timedelta(minutes=20),
    )


def test_one_time_is_of_all_severities(tmp_path):
    assert set(read_policy(written(tmp_path, "ending: {quiet: 2h}")).quiet.values()) == {timedelta(hours=2)}


@pytest.mark.parametrize("text", ["", "ending:\n", "storm: {}"])
def test_what_a_file_does_not_name_is_the_default(tmp_path, text):
    assert read_policy(written(tmp_path, text)) == Policy()


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_an_error_has_file_place_found_and_expected(tmp_path, text, message):
    with pytest.raises(InvalidCatalog, match=message):
        read_policy(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidCatalog, match="is not there"):
        read_policy(str(tmp_path / "none.yml"))
