import re

import pytest
from hypothesis import given

from faultbook.faults.v1.code_hint import CODE_HINT_V1, code_hint
from faultbook.faults.v1.masks import shape, template
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS

CASES = [
    ("ORA-00942: table or view does not exist", "ORA-00942"),
    ("failed with CC-3005, retrying", "CC-3005"),
    ("HTTP 503 returned", "HTTP 503"),
    ("GET /items HTTP/1.1 404", "HTTP/1.1 404"),
    ("http status code: 500", "http status code: 500"),
    ("upstream said status=503", "status=503"),
    ("(status 404)", "status 404"),
    ("driver exited with code 137", "exited with code 137"),
    ("exit code: -9", "exit code: -9"),
    ("[Errno 111] Connection refused", "Errno 111"),
    ("error code 17", "error code 17"),
    ("killed by signal 9 (SIGKILL)", "signal 9"),
    ("duplicate key SQLSTATE: 23505", "SQLSTATE: 23505"),
    ("SQLSTATE[HY000] gone away", "SQLSTATE[HY000]"),
    ("[TABLE_OR_VIEW_NOT_FOUND] The table cannot be found. SQLSTATE: 42P01", "TABLE_OR_VIEW_NOT_FOUND"),
    ("[DELTA_CONCURRENT_APPEND.WITHOUT_HINT] conflict", "DELTA_CONCURRENT_APPEND.WITHOUT_HINT"),
    ("[_LEGACY_ERROR_TEMP_2055] x", "_LEGACY_ERROR_TEMP_2055"),
    ("COM call failed: 0x80070005", "0x80070005"),
    ("Exception from HRESULT: 0X8031000A", "0X8031000A"),
    ("\U0001f600 after a face: HTTP 404", "HTTP 404"),
    # Nothing that names an error:
    ("", ""),
    ("read at 0x12345678", ""),
    ("waits for lock 0x8f3a2b1c", ""),
    ("waits for lock 0x8043a2b1", ""),
    ("read at 0x00007f3a12345678", ""),
    ("[POOL_7] [ERROR] [main]", ""),
    ("SHA-256 of UTF-8 text, ISO-8859-1, CVE-2024-1234", ""),
    ("REQ-10482 and JOB-7731 and USER-1234", ""),
    ("status 2026-01-31 and status 1.5", ""),
    ("https://example.com/503", ""),
    ("signal strength 45, substatus=4, SQLSTATE: ERROR", ""),
    ("x" * 2000 + " HTTP 503", ""),
]


@pytest.mark.parametrize(("message", "hint"), CASES)
def test_cases(message, hint):
    assert code_hint(message) == hint


@pytest.mark.parametrize(
    ("one", "other"), [("ORA-00942: failed", "ORA-12154: failed"), ("HTTP 503 returned", "HTTP 404 returned")]
)
def test_two_codes_in_one_template_stay_apart(one, other):
    assert template(one) == template(other)
    assert code_hint(one) != code_hint(other)


@pytest.mark.parametrize(
    "sentence",
    ["cluster 0612-083012-{} failed", "request req-{} failed", "run {}", "pod api-{}-x2k4z", "job 550e8400-{}"],
)
def test_ids_of_this_field_are_no_hints(sentence):
    assert code_hint(sentence.format("4f9a8b7c6d")) == ""


@examples(300)
@given(TEXTS)
def test_where_a_hint_stands_does_not_depend_on_which_digits_a_message_holds(message):
    def places(text):
        found = re.search(CODE_HINT_V1, text, re.ASCII)
        return found and found.span()

    assert places(message[:2000]) == places(shape(message))


def test_a_hint_is_a_part_of_the_message():
    assert all(code_hint(message) in message for message in CORPUS)


@pytest.mark.parametrize(
    "unit", ["A", "A_", "[A_", "[A.", "HTTP ", "status ", "status", "exit code ", "0x0", "SQLSTATE ", "AB-0", "h", " 0"]
)
def test_hostile_repetitions_end(unit):
    re.search(CODE_HINT_V1, unit * (64_000 // len(unit)), re.ASCII)
