import re

import pytest
from hypothesis import given

from faultbook.faults.identifiers import REQUEST_ID, USER_ID, request_id, user_id
from faultbook.faults.v1.masks import shape
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS

UUID = "550e8400-e29b-41d4-a716-446655440000"
REQUESTS = [
    ("Request req-4f9a8b7c6d5e failed", "req-4f9a8b7c6d5e"),
    ("req-4f9a8b7c6d5e done", "req-4f9a8b7c6d5e"),
    ("request_id=abc-123, retry", "abc-123"),
    ("req_id: abc9.", "abc9"),
    (f"(request {UUID})", UUID),
    (f"RequestId: {UUID};", UUID),
    ("X-Request-ID: 9f8e", "9f8e"),
    ("requestId=17", "17"),
    ('{"request_id": "r-77"}', "r-77"),
    ("request id 8841230 lost", "8841230"),
    ("request_id=\U0001f600 request_id=9a", "9a"),
    ("request id is missing", None),
    ("invalid request id: must be a UUID", None),
    ("request_id=null", None),
    ("requested by bob12345", None),
    ("request 12 failed", None),
    ("bad request deadbeef", None),
    ("request_id=" + "a1" * 70, None),
    ("", None),
]
USERS = [
    ("user_id=123 has no access", "123"),
    ("userId: 42.", "42"),
    ("user 'alice' has no access", "alice"),
    ('User "CORP\\alice" locked', "CORP\\alice"),
    ("denied for user alice@example.com, again", "alice@example.com"),
    ("authentication failure; ruser= rhost=1.2.3.4  user=root", "root"),
    ("username=eve.", "eve"),
    ('{"user_id":"bob"}', "bob"),
    ("user 48213 exceeded the quota", "48213"),
    ("user id 77", "77"),
    ("user is gone", None),
    ("user has 3 items", None),
    ("users 1234", None),
    ("superuser=1", None),
    ("user=null", None),
    ("user= rhost=1", None),
    ("user_id: missing", None),
    ("user 'Zoë' locked", None),
    ("user 10.0.0.1", None),
    ("for user root by (uid=0)", None),
    ("", None),
]


@pytest.mark.parametrize(("message", "expected"), REQUESTS)
def test_request_ids(message, expected):
    assert request_id(message) == expected


@pytest.mark.parametrize(("message", "expected"), USERS)
def test_user_ids(message, expected):
    assert user_id(message) == expected


@pytest.mark.parametrize("pattern", [REQUEST_ID.whole, USER_ID.whole], ids=["request", "user"])
@examples(300)
@given(TEXTS)
def test_where_an_id_stands_does_not_depend_on_which_digits_a_message_holds(pattern, message):
    def places(text):
        found = re.search(pattern, text, re.ASCII)
        return found and found.span(1)

    assert places(message[:2000]) == places(shape(message))


def test_an_id_is_a_part_of_the_message():
    assert all((request_id(message) or "") in message for message in CORPUS)
    assert all((user_id(message) or "") in message for message in CORPUS)


@pytest.mark.parametrize("pattern", [REQUEST_ID.whole, USER_ID.whole], ids=["request", "user"])
@pytest.mark.parametrize(
    "unit",
    ["req-", "req-a", "request id ", "request ", "req", "user ", "user=", "user 'a", "user a@", "user a.", "user"],
)
def test_hostile_repetitions_end(pattern, unit):
    re.search(pattern, unit * (64_000 // len(unit)), re.ASCII)
