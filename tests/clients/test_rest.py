"""Requests to a REST API: what is tried again, when it gives up, and that no sentence holds a secret."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
import stamina

from faultbook.clients.rest import (
    Absent,
    Deadline,
    DeadlinePassed,
    Denied,
    Refused,
    RestApi,
    RestFailed,
    SignInFailed,
    Throttled,
    Unavailable,
)
from tests.loopback import listening

SECRET = "hunter2-of-the-query"
Script = list[tuple[int, dict[str, str], bytes]]


@contextmanager
def server(script: Script) -> Iterator[tuple[str, list[str]]]:
    """Answers by the script, the last entry again and again; the paths that were requested."""
    requested: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = script[min(len(requested), len(script) - 1)]
            requested.append(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host, requested


def ok(**found: object) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, json.dumps(found).encode()


def api_of(host: str, seconds: float = 30) -> RestApi:
    return RestApi(host, lambda: {"Authorization": f"Bearer {SECRET}"}, Deadline.after(seconds))


@pytest.fixture(autouse=True)
def quickly():
    """Without pauses that no server wishes."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.mark.parametrize("script", [[(503, {}, b"")], [(429, {"Retry-After": "0"}, b"")], [(200, {}, b"<html>")]])
def test_what_may_work_again_is_tried_again(script):
    with server([*script, *script, ok(a=1)]) as (host, requested):
        api = api_of(host)
        assert api.call("GET", "/x", query={"token": SECRET, "yes": True, "none": None}) == {"a": 1}
        assert len(requested) == api.sent == 3
        assert requested[0] == f"/x?token={SECRET}&yes=true"


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, b"", SignInFailed, "GET /x: 401."),
        (
            403,
            b'{"error_code": "PERMISSION_DENIED", "message": "hunter2-of-the-query"}',
            Denied,
            "403 PERMISSION_DENIED.",
        ),
        (403, b'{"error": {"code": "AuthorizationFailed"}}', Denied, "403 AuthorizationFailed."),
        (404, b"[]", Absent, "404."),
        (400, b'{"error_code": "has hunter2-of-the-query"}', Refused, "GET /x: 400."),
        (302, b"", Refused, "302."),
    ],
)
def test_what_cannot_work_again_is_sent_once(status, body, kind, words):
    with server([(status, {"Location": "http://127.0.0.1:1/"}, body)]) as (host, requested):
        with pytest.raises(kind) as raised:
            api_of(host).call("GET", "/x", query={"token": SECRET})
        assert len(requested) == 1
        assert words in str(raised.value) and SECRET not in str(raised.value)


def test_a_pause_that_the_deadline_does_not_allow_is_not_made():
    with server([(429, {"Retry-After": "3600"}, b"")]) as (host, requested):
        with pytest.raises(Throttled) as raised:
            api_of(host).call("POST", "/x", body={"secret": SECRET})
        assert (raised.value.seconds, len(requested)) == (3600, 1)


@pytest.mark.parametrize("header", ["Fri, 01 Jan 2100 00:00:00 GMT", "soon", "-5"])
def test_the_header_may_be_a_date_and_anything_else_is_no_pause(header):
    with server([(429, {"Retry-After": header}, b"")]) as (host, _), pytest.raises(Throttled) as raised:
        api_of(host).call("GET", "/x")
    assert (raised.value.seconds > 1_000_000) is ("GMT" in header)


def test_where_nobody_listens_the_sentence_has_no_address():
    api = api_of("http://127.0.0.1:1")
    with pytest.raises(Unavailable) as raised:
        api.call("GET", "/x", query={"token": SECRET})
    assert str(raised.value) == "GET /x: no answer (ConnectionError)."
    assert raised.value.__cause__ is None and api.sent == 3


def test_an_answer_that_is_no_object_and_a_deadline_that_has_passed():
    with server([(200, {}, b"[1]")]) as (host, requested):
        with pytest.raises(Unavailable, match="the answer is a list; expected an object"):
            api_of(host).call("GET", "/x")
        with pytest.raises(DeadlinePassed):
            api_of(host, seconds=-1).call("GET", "/x")
        assert len(requested) == 1


def test_an_empty_answer_is_an_empty_object():
    with server([(200, {}, b"")]) as (host, _):
        assert api_of(host).call("GET", "/x") == {}


def test_every_failure_is_one_that_pollers_expect():
    kinds = (Absent, DeadlinePassed, Denied, Refused, SignInFailed, Throttled, Unavailable)
    assert all(issubclass(kind, RestFailed) for kind in kinds)
