"""Fingerprints: what is one fault, what is two, and the text that Spark hashes too."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2.hints import code_hint
from faultbook.faults.v2.templates import template
from faultbook.faults.v2.traces import exception_type, top_frames
from faultbook.incidents.canonical import canonical
from faultbook.incidents.fingerprint import SLOTS, VERSIONS, Strategy, Version, chosen_slots, fingerprint, slot_names


def of_message(message: str, trace: str = "", scope: str = "api", **more: str) -> str | None:
    """The fingerprint of an event, its slots filled as the job fills them."""
    event = {
        "scope": scope,
        "template": template(message),
        "error_code": code_hint(message),
        "error_class": exception_type(trace) if trace else None,
        "top_frames": top_frames(trace) if trace else None,
        **more,
    }
    return fingerprint(chosen_slots(event))


def test_the_hashed_text_is_the_documented_one():
    slots = {"template": "a <*> b", "scope": "prod/etl", "http_status": "503", "sqlstate": None, "error_code": ""}
    text = "fp1;scope:8:prod/etl;http_status:3:503;template:7:a <*> b;"
    assert fingerprint(slots) == f"fp1:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def test_the_length_counts_characters_not_bytes():
    assert canonical({"a": "ä😀"}) == "a:2:ä😀;"


@given(st.permutations(SLOTS), st.dictionaries(st.sampled_from(SLOTS), st.text(max_size=5)))
def test_the_order_in_which_slots_come_does_not_count(order, slots):
    assert fingerprint({name: slots[name] for name in order if name in slots}) == fingerprint(slots)


_PARTS = st.dictionaries(st.sampled_from(SLOTS), st.text(alphabet="a:1;2b", max_size=8))


@given(_PARTS, _PARTS)
def test_different_slots_never_make_the_same_text(one, other):
    one, other = ({name: each[name] for name in SLOTS if each.get(name)} for each in (one, other))
    assert (canonical(one) == canonical(other)) == (one == other)


@pytest.mark.parametrize("slots", [{}, dict.fromkeys(SLOTS), dict.fromkeys(SLOTS, ""), {"scope": "prod/etl"}])
def test_without_a_slot_that_names_the_fault_there_is_no_fingerprint(slots):
    assert fingerprint(slots) is None


def test_a_new_version_lies_beside_the_old_one():
    coarser = Version("fp2", frozenset({"top_frames"}))
    versions = {**VERSIONS, "fp2": coarser}
    slots = {"template": "x", "top_frames": "f"}
    assert fingerprint(slots, "fp2", versions) == fingerprint({"template": "x"}, "fp2", versions)
    assert fingerprint(slots, "fp1", versions) == fingerprint(slots)
    same = fingerprint({"template": "x"}), fingerprint({"template": "x"}, "fp2", versions)
    assert len({each.split(":")[1] for each in same}) == 2, "digits without the version lead to one fault"


def test_an_unknown_version_is_refused():
    with pytest.raises(ValueError, match="found the version 'fp9'; expected one of fp1"):
        fingerprint({"template": "x"}, "fp9")


def test_strategies_choose_slots():
    event = {"scope": "s", "message": "m 1", "template": "m <*>", "label": "mine", "job_id": "7", "error_code": "E"}
    assert chosen_slots(event, Strategy.EXACT) == {"scope": "s", "message": "m 1"}
    assert chosen_slots(event, Strategy.EXPLICIT) == {"label": "mine"}
    assert list(chosen_slots(event)) == list(SLOTS)
    assert list(chosen_slots(event, Strategy.FIELDS, ["job_id", "error_code"])) == ["scope", "error_code", "job_id"]
    assert len({fingerprint(chosen_slots(event, each)) for each in (Strategy.EXACT, Strategy.STRUCTURAL)}) == 2


@pytest.mark.parametrize(
    ("strategy", "fields", "message"),
    [
        (Strategy.FIELDS, [], "found the fields none; expected one at least"),
        (Strategy.FIELDS, ["scope"], "found the fields none; expected one at least"),
        (Strategy.EXACT, ["job_id"], "found the fields job_id; expected none for the strategy exact"),
    ],
)
def test_fields_without_their_strategy_are_refused(strategy, fields, message):
    with pytest.raises(ValueError, match=message):
        slot_names(strategy, fields)


def test_gethouston_521_ports_and_columns_are_no_identity():
    """Two bugs made about ninety issues: messages held the port of a sidecar, or the column of a parser."""
    ports = [f"read_agent_file: Failed to fetch (127.0.0.1:{port})" for port in (56736, 61449, 49599)]
    columns = [
        f"Failed to parse Codex event: invalid type: null, expected i32 at line 1 column {column}"
        for column in (190, 300, 1204)
    ]
    assert len({of_message(each) for each in ports}) == 1
    assert len({of_message(each) for each in columns}) == 1
    assert of_message(ports[0]) != of_message(columns[0])


def test_getsentry_cli_769_data_of_users_is_no_identity():
    """One error per user's input: ids in messages, and stacks that differ by caller, made fifteen issues of one."""
    ids = [f'ValidationError: Invalid trace ID "{each}"' for each in ("5f3a9c1e77d24b0a", "0b61fe02aa9c4d31")]
    assert len({of_message(each) for each in ids}) == 1
    fields = ["error_class", "kind"]
    events = [
        {"scope": "cli", "error_class": "ResolutionError", "kind": "project", "message": f"Project '{slug}' not found"}
        for slug in ("shop", "billing-api", "x")
    ]
    assert len({fingerprint(chosen_slots(each, Strategy.FIELDS, fields)) for each in events}) == 1


def test_worldmonitor_6409_520_is_not_503():
    """The status in a message was masked like any number: 25 errors of a proxy were lost among 256 of the origin."""
    path = "/api/economic/v1/get-fred-series-batch"
    assert template(f"API 520: {path}") == template(f"API 503: {path}")
    both = [of_message(f"API {status}: {path}", http_status=status) for status in ("520", "503")]
    assert both[0] != both[1]
    hinted = [of_message(f"request failed: HTTP {status} from {path}") for status in (520, 503)]
    assert hinted[0] != hinted[1], "also where only the message has the status"


_WRAPPER = """Error: {message}
    at reportError (src/execCommand.js:{line}:11)
    at ChildProcess.onExit (src/execCommand.js:40:5)
"""


def test_sentry_42006_a_wrapper_line_does_not_make_errors_one():
    """All errors of spawned processes were thrown in one line, so all different bugs were one issue."""
    traces = {message: _WRAPPER.format(message=message, line=55) for message in ("adb: no device", "ffmpeg: bad codec")}
    found = {of_message(message, trace) for message, trace in traces.items()}
    assert len(found) == 2
    moved = _WRAPPER.format(message="adb: no device", line=61)
    assert of_message("adb: no device", moved) in found, "the line number is no identity"


def test_ndb_core_4210_the_caller_is_no_identity():
    """One failing load was fourteen issues: a wrapper was reached from many callers, and builds minify frames anew.

    A rule that groups by class and template leaves the frames out; then the caller and the build count for nothing.
    """
    events = [
        {
            "scope": "app",
            "error_class": "DatabaseException",
            "template": template("Failed to load config: Database unavailable"),
            "top_frames": frames,
        }
        for frames in ("ConfigService.load\nRouter.go", "zA.load\nt.go", "SiteSettings.init\nApp.start")
    ]
    fields = ["error_class", "template"]
    assert len({fingerprint(chosen_slots(each, Strategy.FIELDS, fields)) for each in events}) == 1
    assert len({fingerprint(chosen_slots(each)) for each in events}) == 3
