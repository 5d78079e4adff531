"""Code hints of version 2: one spelling per code, none for success, places that the shape alone decides."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2.hints import code_hint, code_hint_at, places_of_shape
from faultbook.faults.v2.templates import shape, template
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS
from tests.faults.v1 import test_code_hint as of_version_1
from tests.faults.v2.hostile import UNITS

CASES = [
    ("GET /items HTTP/1.1 404", "HTTP 404"),
    ('"GET /x HTTP/1.1" 404 12', "HTTP 404"),
    ('"GET /x HTTP/1.1" status: 502 len: 5', "HTTP 502"),
    ("http status code: 500", "HTTP 500"),
    ("http_status=502", "HTTP 502"),
    ("upstream said status=503", "status 503"),
    ('{"status":500}', "status 500"),
    ('{"statusCode": "503"}', "status code 503"),
    ("level=error code=E1234 msg=no", "code E1234"),
    ('{"code":"42P01"}', "code 42P01"),
    ("exit code: -9", "exit code -9"),
    ("driver exited with code 137", "exited with code 137"),
    ("[Errno 111] Connection refused", "errno 111"),
    ("error CS0246: type not found", "error CS0246"),
    ("error[E0382]: borrow of moved value", "error E0382"),
    ("duplicate key SQLSTATE: 23505", "SQLSTATE 23505"),
    ("SQLSTATE[HY000] gone away", "SQLSTATE HY000"),
    ("COM call failed: 0x80070005", "0x80070005"),
    ("Exception from HRESULT: 0X8031000A", "0X8031000A"),
    # Success is no error's code, and what follows it may be one.
    ("status=200 in 5 ms", ""),
    ("HTTP 204 returned", ""),
    ("exit code 0", ""),
    ("status=200 then status=503", "status 503"),
    # A number that is no code.
    ("waits for lock 0x8006fa20, blocked by 17", ""),
    ("code review of 17", ""),
    ("battery status 3, plugged 2", ""),
    ("key event code=114 scan=5", ""),
    ('{"error":{"code":1062,"message":"duplicate"}}', "code 1062"),
    ("error_code=17 msg=no", "error code 17"),
    ("REQ-10482 and PKT-1234 and POD-1234", ""),
]

OTHER_NOW = dict(CASES)


@pytest.mark.parametrize(("message", "hint"), CASES)
def test_cases(message, hint):
    assert code_hint(message) == hint


@pytest.mark.parametrize(("message", "hint"), of_version_1.CASES)
def test_version_1s_codes_are_found_in_their_new_spelling(message, hint):
    expected = OTHER_NOW.get(message, hint)
    assert code_hint(message) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ORA-00942: failed", "ORA-12154: failed"),
        ("HTTP 503 returned", "HTTP 404 returned"),
        ("level=error msg=no status=500", "level=error msg=no status=404"),
        ('{"msg":"no","status":500}', '{"msg":"no","status":404}'),
        ("code=E1234 msg=no", "code=E1235 msg=no"),
    ],
)
def test_two_codes_in_one_template_stay_apart(one, other):
    assert template(one) == template(other)
    assert code_hint(one) != code_hint(other)


def test_one_code_in_two_spellings_is_one():
    assert {code_hint(text) for text in ("HTTP 503", "HTTP/1.1 503", "http status: 503", "HTTP status code 503")} == {
        "HTTP 503"
    }


@examples(200)
@given(TEXTS, st.randoms(use_true_random=False))
def test_where_a_hint_may_stand_does_not_depend_on_which_digits_a_message_holds(message, source):
    other = re.sub("[0-9]", lambda _: source.choice("0123456789"), message)
    assert places_of_shape(shape(message)) == places_of_shape(shape(other))
    assert code_hint(message) == code_hint_at(message, places_of_shape(shape(message)))


def test_the_number_of_a_hint_is_a_part_of_the_message():
    assert all(code_hint(message).rpartition(" ")[2] in message for message in CORPUS)


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_repetitions_end(unit):
    assert len(places_of_shape(unit * (64_000 // len(unit)))) <= 8
