"""One question service under MCP and HTTP: what both write to the audit, refuse, stop and share."""

import io
import json
from threading import Event, Thread

import anyio
import pytest
from mcp import Client

from faultbook.errors import SettingError
from faultbook.serve.asking.audit import Audit, audit_to
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.rate_limit import RateLimited, TokenBuckets
from faultbook.serve.asking.service import QuestionService
from faultbook.serve.asking.stores import OpenOnce
from faultbook.serve.mcp.building import build_server
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.pages import NEWEST
from faultbook.stores.deadline import DeadlineExceeded
from faultbook.stores.errors import InvalidQuery
from tests.serve.web.served import client
from tests.stores.seeded_lakehouse import seeded_store

FIELDS = [
    *("time", "tool", "arguments", "backend", "milliseconds", "rows", "characters", "truncated", "error", "protocol"),
    *("user", "statement_ids"),
]


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


class Counting:
    """A store that counts how often each statement is read."""

    kind = "embedded"

    def __init__(self, store):
        self.store, self.names = store, []

    def until(self, _):
        return self

    def rows(self, statement, values):
        self.names.append((statement.name, values.get("at_batch")))
        return self.store.rows(statement, values)


class Stuck:
    """A store that waits for its deadline."""

    kind = "embedded"

    def __init__(self):
        self.waits = Event()

    def until(self, deadline):
        self.deadline = deadline
        return self

    def rows(self, statement, values):
        self.waits.set()
        self.deadline.wait(600)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def over_mcp(store, name, arguments):
    """The audit lines of a tool that is called over MCP."""
    stream = io.StringIO()

    async def conversation():
        async with Client(build_server(lambda: store, Audit(stream))) as session:
            await session.call_tool(name, arguments)

    anyio.run(conversation)
    return lines(stream)


def over_http(store, path):
    """The audit lines of a route that is read over HTTP."""
    stream = io.StringIO()
    client(store, audit=stream).get(path)
    return lines(stream)


@pytest.mark.parametrize(
    ("name", "arguments", "path", "error"),
    [
        ("get_error_frequency", {"limit": 2}, "/api/error-frequency?limit=2", None),
        ("get_error_frequency", {"limit": 0}, "/api/error-frequency?limit=0", "InvalidQuery"),
        ("explain_pattern", {"pattern_id": "nope"}, "/api/explain-pattern?pattern_id=nope", "InvalidQuery"),
    ],
)
def test_mcp_and_http_write_the_same_audit_line(store, name, arguments, path, error):
    [tool], [route] = over_mcp(store, name, arguments), over_http(store, path)

    assert list(tool) == list(route) == FIELDS
    same = ("tool", "rows", "truncated", "error", "statement_ids")
    assert {name: tool[name] for name in same} == {name: route[name] for name in same}
    assert (tool["tool"], tool["error"]) == (name, error)
    assert (route["protocol"], route["user"], tool["user"]) == ("http", "local", None)


def test_questions_of_one_request_are_pinned_to_one_batch_and_those_of_two_are_not(store):
    counting = Counting(store)
    service = QuestionService(lambda _: counting, Audit(io.StringIO()))
    for _ in range(2):
        session = service.session(Principal(), None)
        for name in ("list_patterns", "get_error_frequency", "get_severity_summary"):
            session.ask(QUESTIONS[name], {})

    assert counting.names.count((NEWEST.name, None)) == 2


def test_questions_of_one_request_share_their_deadline():
    service = QuestionService(lambda _: Stuck(), Audit(stream := io.StringIO()), seconds=0.2)
    session = service.session(Principal(), None)
    for _ in range(3):
        with pytest.raises(DeadlineExceeded):
            session.ask(QUESTIONS["get_severity_summary"], {})

    assert [line["error"] for line in lines(stream)] == ["DeadlineExceeded"] * 3
    assert session.opened()[1].seconds < 0.2


def test_a_call_can_be_stopped_before_and_while_it_is_answered():
    stuck = Stuck()
    session = QuestionService(lambda _: stuck, Audit(io.StringIO())).session(Principal(), None)
    with pytest.raises(DeadlineExceeded), session.call(QUESTIONS["get_severity_summary"], {}) as call:
        call.stop()
        call.respond()

    with pytest.raises(DeadlineExceeded), session.call(QUESTIONS["get_severity_summary"], {}) as call:

        def stop():
            stuck.waits.wait(60)
            call.stop()

        stuck.waits.clear()
        Thread(target=stop).start()
        call.respond()


def test_a_limit_counts_by_question_and_a_refusal_is_in_the_audit(store):
    service = QuestionService(lambda _: store, Audit(stream := io.StringIO()), limit=TokenBuckets(1, lambda: 0.0))
    session = service.session(Principal(), None)
    session.ask(QUESTIONS["get_severity_summary"], {})
    session.ask(QUESTIONS["data_freshness"], {})
    with pytest.raises(RateLimited, match=r"get_severity_summary was called too often\. Ask again in 60 seconds"):
        session.ask(QUESTIONS["get_severity_summary"], {})

    assert [line["error"] for line in lines(stream)] == [None, None, "RateLimited"]


def test_an_argument_is_refused_before_a_store_is_opened():
    def opened(_):
        raise AssertionError("opened")

    session = QuestionService(opened, Audit(stream := io.StringIO())).session(Principal(), None)
    with pytest.raises(InvalidQuery):
        session.ask(QUESTIONS["get_severity_summary"], {"nothing": 1})

    assert lines(stream)[0]["backend"] == "none"


def test_a_store_is_opened_once_and_again_where_that_failed(store):
    results = [SettingError("not yet"), store]

    def opened():
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    once = OpenOnce(opened)
    with pytest.raises(SettingError):
        once()
    assert once(Principal("a")) is once(Principal("b")) is store


def test_an_audit_file_is_appended_to(store, tmp_path):
    for _ in range(2):
        with audit_to(tmp_path / "audit.jsonl") as audit:
            QuestionService(lambda _: store, audit).session(Principal(), None).ask(QUESTIONS["data_freshness"], {})

    assert len((tmp_path / "audit.jsonl").read_text().splitlines()) == 2


def test_a_principal_never_shows_its_token():
    assert repr(Principal("ada", "secret")) == "Principal(name='ada')"
