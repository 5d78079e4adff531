"""Settings from arguments and variables: which comes first, and one clear error for each wrong value."""

# ruff: noqa: E501  (a case is a line of a table)

import pytest

from faultbook.errors import SettingError
from faultbook.settings import GROUPS, Settings, argument_text, make_settings, settings_from


def test_an_argument_comes_before_a_variable_and_a_variable_before_the_default(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_ALERT_Z", "7")
    monkeypatch.setenv("FAULTBOOK_ALERT_MIN_COUNT", "8")
    settings = settings_from(["--alert_z=6"])
    assert (settings.alert_z, settings.alert_min_count, settings.baseline_days) == (6.0, 8, 28)


def test_arguments_may_have_hyphens_blanks_and_signs():
    settings = settings_from(
        ["--schema-name", "a b", "--code_pattern=[A-Z]{1,3}=x", "--service=null", "--run_id=--x=1"]
    )
    assert (settings.schema_name, settings.code_pattern) == ("a b", "[A-Z]{1,3}=x")
    assert (settings.service, settings.run_id) == ("null", "--x=1")


def test_lists_and_mappings_are_json():
    settings = settings_from(['--redaction_rules=["a{1,2}", "b\\\\d"]', '--opportunity_thresholds={"X": [1, 2]}'])
    assert settings.redaction_rules == ["a{1,2}", r"b\d"]
    assert settings.opportunity_thresholds == {"X": [1.0, 2.0]}


def test_every_default_can_be_written_as_an_argument():
    fields = {name: field.get_default(call_default_factory=True) for name, field in Settings.model_fields.items()}
    assert settings_from([f"--{name}={argument_text(value)}" for name, value in fields.items()]).model_dump() == fields


WRONG = [
    (["--alert_z=abc"], "alert_z: found 'abc', expected a valid number", "Fix: give --alert_z=VALUE or set FAULTBOOK_ALERT_Z (default 5.0)."),
    (["--alert_z=0"], "alert_z: found '0', expected greater than or equal to 1", "Fix: give --alert_z=VALUE"),
    (["--plan=maybe"], "plan: found 'maybe', expected a valid boolean", "(default false)"),
    (["--code_pattern=("], "code_pattern: found '(', expected a regular expression", "Fix: give --code_pattern=VALUE"),
    (["--report_day=soon"], "report_day: found 'soon', expected a day, as 2026-01-31", "(default empty)"),
    (["--log_level=loud"], "log_level: found 'LOUD', expected 'DEBUG', 'INFO', 'WARNING' or 'ERROR'", "(default WARNING)"),
    (["--analysis_endpoint=a b"], "analysis_endpoint: found 'a b', expected to match pattern", "Fix: give"),
    (["--severities={bad"], "severities: found '{bad', expected JSON", "Fix: give --severities=VALUE"),
    (["--alertz=1"], "alertz: found no setting of this name.", "Fix: did you mean alert_z?"),
    (["--xyz=1"], "xyz: found no setting of this name.", "Fix: use one of the known names."),
    (["stray"], "argument: found 'stray', expected --name=value.", "Known names, by group: run: run_id"),
    (["--catalog"], "catalog: found no value, expected one.", "Fix: give --catalog=VALUE."),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "found", "fix"), WRONG, ids=[row[0][0] for row in WRONG])
def test_an_error_gives_name_found_expected_and_fix(argv, found, fix):
    with pytest.raises(SettingError) as raised:
        settings_from(argv)
    assert str(raised.value).startswith(found)
    assert fix in str(raised.value)


def test_all_wrong_values_are_reported_at_once():
    with pytest.raises(SettingError) as raised:
        settings_from(["--alert_z=0", "--max_line_bytes=1"])
    assert sorted(line.split(":")[0] for line in str(raised.value).splitlines()) == ["alert_z", "max_line_bytes"]


def test_an_unknown_name_is_answered_with_all_names_by_group():
    with pytest.raises(SettingError) as raised:
        settings_from(["--nope=1"])
    assert all(f"{group}: {next(iter(kind.model_fields))}" in str(raised.value) for group, kind in GROUPS.items())


def test_a_variable_that_is_no_json_is_named(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_SEVERITIES", "{bad")
    with pytest.raises(SettingError, match=r"severities.*expected JSON"):
        make_settings()
