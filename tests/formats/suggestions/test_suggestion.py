"""Suggested formats: the columns that they find, how much they read, and that hostile lines break nothing."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.checking import EXAMPLE_OPTIONS, differences
from faultbook.formats.examples import example_of
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.suggestions.suggestion import format_name, suggest
from faultbook.formats.suggestions.writing import files_glob, yaml_of

LEVELS = ("ERROR", "INFO", "INFO", "WARN") * 5


def logged(line) -> list[str]:
    return [line(at, level) for at, level in enumerate(LEVELS)]


KINDS = {
    "brackets": (
        logged(lambda at, level: f"[{at + 1:02}.02.2026 10:00:05,123] {level:8} (a.B) <{at}> stock {at} changed: {at}"),
        r"\[%{TIMESTAMP:timestamp}\] (?<level>[A-Za-z]+) +\((?<logger_name>[^)]*)\) <(?<process_id>[^>]*)> "
        r"(?<message>.*)",
    ),
    "dashes": (
        logged(lambda at, level: f"2026-02-03 10:00:{at:02},123 - app.x{at} - {level} - text {at}"),
        r"%{TIMESTAMP:timestamp} - (?<logger_name>\S+) - (?<level>[A-Za-z]+) - (?<message>.*)",
    ),
    "pipes": (
        logged(
            lambda at, level: f"2026-02-03 10:00:{at:02}|{level}|order svc|{at}|text {at}{' | more' if at % 4 else ''}"
        ),
        r"%{TIMESTAMP:timestamp}\|(?<level>[A-Za-z]+)\|(?<logger_name>[^|]+)\|(?<process_id>[^|]+)\|(?<message>.*)",
    ),
    "level first": (
        logged(lambda at, level: f"{level[0]} 02-03 10:00:{at:02}.123 {100 + at} {7 * at} Tag{at}: text {at}"),
        r"(?<level>[A-Za-z]+) %{TIMESTAMP:timestamp} (?<process_id>\S+) (?<thread_name>\S+) (?<logger_name>\S+?): "
        r"(?<message>.*)",
    ),
    "syslog": (
        [f"Feb  3 10:00:{at:02} db1 {'cron' if at % 3 else f'sshd[{at}]'}: text {at}" for at in range(20)],
        r"%{TIMESTAMP:timestamp} (?<host>\S+) (?<logger_name>[^\s\[:]+)(?:\[(?<process_id>\d+)\])?: (?<message>.*)",
    ),
    "keys": (
        logged(lambda at, level: f"time=2026-02-03T10:00:{at:02}Z pid={at} sev={level} user {at} is gone"),
        r"time=%{TIMESTAMP:timestamp} pid=(?<process_id>[^\s,;|]*) sev=(?<level>[^\s,;|]*) (?<message>.*)",
    ),
    "level behind words": (
        logged(lambda at, level: f"1117838{at:03} R{at}-M1 RAS KERNEL {level} cache error {at}"),
        r"%{TIMESTAMP:timestamp} (?<field_1>\S+) (?<field_2>\S+) (?<field_3>\S+) (?<level>[A-Za-z]+) (?<message>.*)",
    ),
    "time only": (
        logged(lambda at, level: f"10:00:{at:02}.123 [main] {level} c.a.Shop - text {at}"),
        r"%{TIMESTAMP:timestamp} \[(?<thread_name>[^\]]*)\] (?<level>[A-Za-z]+) (?<logger_name>\S+) - (?<message>.*)",
    ),
    "source": (
        logged(lambda at, level: f"2026-02-03T10:00:{at:02}Z {level} main.go:{at} text {at}"),
        r"%{TIMESTAMP:timestamp} (?<level>[A-Za-z]+) (?<source_file>[^\s:()]+):(?<source_line>\d+) (?<message>.*)",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_found_and_every_line_is_read(kind):
    lines, regex = KINDS[kind]
    found = suggest("x.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    assert found.entry["patterns"][0] == regex
    assert (found.trial.begun, found.trial.dated) == (len(lines), len(lines))
    if "level" in regex:
        assert found.trial.levels == len(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_yaml_of_a_definition_whose_example_is_right(kind):
    found = suggest("x.log", KINDS[kind][0], EXAMPLE_OPTIONS)
    assert found is not None
    written = yaml.safe_load(yaml_of(found, "x.log"))
    assert written["formats"] == [found.entry]
    definition = Definition.model_validate(written["formats"][0])
    assert [differences(format_of(definition), example_of(entry)) for entry in definition.examples] == [[]]


def test_lines_of_traces_go_on_with_their_record():
    lines = [line for at in range(10) for line in (f"03.02.2026 10:00:{at:02} ERROR lost", "\tat a.B.c(B.java:1)")]
    found = suggest("x.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    assert (found.trial.begun, found.trial.going_on, found.trial.traces) == (10, 10, 10)
    assert "stack trace" not in yaml_of(found, "x.log")


def test_two_layouts_of_one_file_are_two_patterns():
    lines = [f"2026-02-03 10:00:{at:02} [main] INFO a" for at in range(20)]
    lines += [f"ERROR at 2026-02-03 10:00:{at:02}: b" for at in range(20)]
    found = suggest("x.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    assert (found.trial.begun, found.trial.levels) == (40, 40)


def test_words_that_are_no_level_are_left_to_a_person():
    lines = [f"03.02.2026 10:00:{at:02} {('FEHLER', 'HINWEIS')[at % 2]} text {at}" for at in range(20)]
    found = suggest("x.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    assert found.unknown_levels == ("FEHLER", "HINWEIS")
    assert "# levels: {'FEHLER': ..., 'HINWEIS': ...}" in yaml_of(found, "x.log")


def test_lines_without_a_timestamp_are_reported_so():
    found = suggest("x.log", ["job 1 is done", "ERROR: no 2", "[warn] 3", "\tat a.B.c(B.java:1)"], EXAMPLE_OPTIONS)
    assert found is not None
    assert not found.is_dated
    assert (found.trial.begun, found.trial.dated, found.trial.levels, found.trial.traces) == (3, 0, 2, 1)
    assert "No timestamp was found" in yaml_of(found, "x.log")


def test_a_file_without_lines_has_no_format():
    assert suggest("x.log", ["", "  "], EXAMPLE_OPTIONS) is None


def test_secrets_are_not_in_the_example():
    found = suggest("x.log", ["2026-02-03 10:00:00 INFO password=hunter2horse"], EXAMPLE_OPTIONS)
    assert found is not None
    assert "hunter2" not in yaml_of(found, "x.log")


@pytest.mark.parametrize(
    ("name", "glob", "format_"),
    [
        ("app.log", "app.log*", "app"),
        ("app-2026-02-03.log.gz", "app-*.log*", "app"),
        ("App Error_17.log.3", "App Error_*.log*", "app_error"),
        ("2026.txt", "*.txt*", "log"),
        ("a[1].log", "a?*?.log*", "a"),
    ],
)
def test_names(name, glob, format_):
    assert (files_glob(name), format_name(name)) == (glob, format_)


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.from_regex(
            r"\A[\[({<\"| ]{0,3}2026-02-03[T ]10:00:0\d[,.\d]{0,4}[\])}>\"|: -]{0,4}\w{0,8}.{0,30}", fullmatch=False
        ),
        st.sampled_from(
            ["\x00" * 50, "[" * 3_000, "a=" * 2_000, '"' * 999, "\udc80 2026-02-03 10:00:00 x", "x" * 10**6]
        ),
    ),
    max_size=30,
)


@given(LINES)
def test_no_lines_break_it(lines):
    found = suggest("x.log", [line.replace("\n", " ") for line in lines], EXAMPLE_OPTIONS)
    if found is not None:
        assert yaml.safe_load(yaml_of(found, "x.log"))["formats"] == [found.entry]
        assert found.trial.begun + found.trial.going_on <= found.trial.lines


def test_a_secret_that_all_lines_have_is_in_no_pattern():
    token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    lines = [f"token={token} 2026-02-03 10:00:{second:02d} ERROR x {second}" for second in range(20)]
    found = suggest("a.log", lines, EXAMPLE_OPTIONS)
    assert token not in yaml_of(found, "a.log")
    assert found.trial.begun == len(lines)
