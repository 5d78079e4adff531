"""The tools over the SDK's client in memory: definitions, answers, refusals and audit lines."""

import io
import json
from threading import Event, Lock

import anyio
import pytest
from mcp import Client

from faultbook.errors import SettingError
from faultbook.serve.asking.audit import Audit
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.mcp.building import build_server
from faultbook.serve.mcp.tools import AT_ONCE, PAGE_BYTES
from faultbook.serve.questions import QUESTIONS
from faultbook.stores.deadline import DeadlineExceeded
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.opening import NotSetUp
from tests.serve.questions.test_questions import NEEDED, _without_log_text
from tests.stores.seeded_lakehouse import CANARIES, seeded_store
from tests.stores.warehouse.loopback_warehouse import loopback

TOOLS = [
    "search_error_logs",
    "get_file_errors",
    "search_by_message",
    "get_error_frequency",
    "analyze_error_pattern",
    "get_severity_summary",
    "error_trend",
    "explain_pattern",
    "what_changed",
    "list_anomalies",
    "data_freshness",
    "list_failures",
    "get_failure",
    "list_incidents",
    "get_incident",
    "why_not_fired",
    "source_health",
    "get_query_performance",
    "get_cost_breakdown",
    "list_opportunities",
    "failed_run_cost",
]
MOST_BYTES_OF_DEFINITIONS = 16_900


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


@pytest.fixture
def audited():
    return io.StringIO()


@pytest.fixture
def server(store, audited):
    return build_server(lambda: store, Audit(audited))


def talk(server, conversation, **client):
    """What `conversation` gives, an async function of a connected client."""

    async def connected():
        async with Client(server, **client) as session:
            return await conversation(session)

    return anyio.run(connected)


def call(server, name, arguments=None, **client):
    async def conversation(session):
        return await session.call_tool(name, arguments or {})

    return talk(server, conversation, **client)


class Stuck:
    """A store that never answers; it notes that it was stopped."""

    kind = "embedded"

    def __init__(self):
        self.stopped = Event()
        self.is_read = Event()

    def until(self, deadline):
        self._deadline = deadline
        return self

    def rows(self, statement, values):
        self.is_read.set()
        try:
            self._deadline.wait(600)
        except DeadlineExceeded:
            self.stopped.set()
            raise


class Crowded:
    """A store whose answers wait for the gate; it notes how many were under way at once."""

    kind = "embedded"

    def __init__(self):
        self.gate, self.full = Event(), Event()
        self.lock, self.now, self.most = Lock(), 0, 0

    def until(self, _):
        return self

    def rows(self, statement, values):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == AT_ONCE:
                self.full.set()
        self.gate.wait(60)
        with self.lock:
            self.now -= 1
        raise InvalidQuery("enough")


class Broken:
    kind = "embedded"

    def until(self, _):
        return self

    def rows(self, statement, values):
        raise RuntimeError("secret-host.internal refused dapi0123")


def test_the_tools_are_these_read_only_in_this_order_and_cost_few_words(server):
    async def conversation(session):
        return (await session.list_tools()).tools

    tools = talk(server, conversation)

    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint and tool.annotations.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False
        assert not {"sql", "table", "statement", "path", "folder"} & tool.input_schema["properties"].keys()
    definitions = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    assert len(json.dumps(definitions, separators=(",", ":"))) <= MOST_BYTES_OF_DEFINITIONS


def test_clients_of_the_era_before_are_answered_too(server):
    answer = call(server, "get_severity_summary", mode="legacy")

    assert not answer.is_error
    assert json.loads(answer.content[0].text) == answer.structured_content


def test_no_answer_exceeds_its_bound_hides_what_is_left_or_lets_a_secret_out(server):
    async def conversation(session):
        found = {}
        for name in TOOLS:
            most = {"limit": 200} if "limit" in QUESTIONS[name].arguments.model_fields else {}
            found[name] = await session.call_tool(name, {**most, **NEEDED.get(name, {})})
        return found

    for name, answer in talk(server, conversation).items():
        assert not answer.is_error, (name, answer.content)
        text, structured = answer.content[0].text, answer.structured_content
        assert json.loads(text) == structured
        assert len(text.encode()) <= PAGE_BYTES, name
        assert [canary for canary in CANARIES if canary in text] == []
        assert "gnore previous" not in json.dumps(_without_log_text(structured) | {"asked": None}), name
        if "rows" in structured:
            assert structured["returned"] == len(structured["rows"])
            assert structured["truncated"] == (structured["returned"] < structured["total"])


def test_an_answer_without_rows_contains_its_arguments_and_the_time_on_record(server):
    answer = call(server, "search_error_logs", {"error_code": "CC-30005", "severity": "warn"}).structured_content

    assert (answer["rows"], answer["total"], answer["did_you_mean"]) == ([], 0, ["CC-3005"])
    assert answer["asked"] == {"error_code": "CC-30005", "severity": "warn", "limit": 20}
    assert answer["data_as_of"]["oldest_record_at"] < answer["data_as_of"]["newest_record_at"]
    assert "Drop a filter" in answer["note"]


def test_pages_cut_to_the_bound_lead_on_to_every_row(server):
    async def conversation(session):
        rows, cursor = [], None
        while True:
            given = {"limit": 200, "error_code": "PAY-402"} | ({"cursor": cursor} if cursor else {})
            page = (await session.call_tool("search_error_logs", given)).structured_content
            rows += [row["record_id"] for row in page["rows"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return rows, page["total"]

    rows, total = talk(server, conversation)

    assert len(rows) == len(set(rows)) == total == 480


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("search_error_logs", {"error_codes": "X"}, "Did you mean error_code?"),
        ("get_error_frequency", {"limit": 1_000}, "less than or equal to 200"),
        ("list_opportunities", {"priority": "high"}, "input should be 'HIGH', 'MEDIUM', 'NONE' or 'NOT_ASSESSED'"),
        ("explain_pattern", {"pattern_id": "nope"}, "no pattern has that id"),
    ],
)
def test_a_wrong_argument_is_an_error_with_a_helpful_message(server, name, arguments, message):
    answer = call(server, name, arguments)

    assert answer.is_error
    assert message in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_an_unexpected_failure_is_reported_without_its_text(audited):
    answer = call(build_server(Broken, Audit(audited)), "get_severity_summary")

    assert answer.is_error
    assert "secret-host" not in answer.content[0].text
    assert json.loads(audited.getvalue())["error"] == "RuntimeError"


def test_a_setting_that_is_missing_is_named_in_the_answer(audited):
    answer = call(build_server(lambda: NotSetUp("Missing: DATABRICKS_HOST."), Audit(audited)), "data_freshness")

    assert (answer.is_error, answer.content[0].text) == (True, "Missing: DATABRICKS_HOST.")


def test_a_store_that_cannot_be_opened_is_reported_too(audited):
    def refused():
        raise SettingError("catalog: found nothing.")

    answer = call(build_server(refused, Audit(audited)), "data_freshness")

    assert (answer.is_error, answer.content[0].text) == (True, "catalog: found nothing.")


def test_a_question_that_takes_too_long_is_stopped_with_a_message_on_what_to_ask_instead(audited):
    stuck = Stuck()

    answer = call(build_server(lambda: stuck, Audit(audited), seconds=0.05), "get_severity_summary")

    assert answer.is_error and "Ask about less" in answer.content[0].text
    assert stuck.stopped.is_set()


def test_a_call_that_is_cancelled_stops_its_statement(audited):
    stuck = Stuck()
    server = build_server(lambda: stuck, Audit(audited), seconds=60)

    async def cancelled():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.call_tool, "get_severity_summary", {})
            await anyio.to_thread.run_sync(stuck.is_read.wait)
            tasks.cancel_scope.cancel()

    anyio.run(cancelled)

    assert stuck.stopped.wait(60)
    assert json.loads(audited.getvalue())["error"] == "CancelledError"


def test_only_so_many_questions_are_under_way_at_once(audited):
    crowded = Crowded()

    async def conversation(session):
        async with anyio.create_task_group() as tasks:
            for _ in range(3 * AT_ONCE):
                tasks.start_soon(session.call_tool, "get_severity_summary", {})
            await anyio.to_thread.run_sync(crowded.full.wait)
            for _ in range(50):
                await anyio.sleep(0)
            crowded.gate.set()

    talk(build_server(lambda: crowded, Audit(audited)), conversation)

    assert crowded.most == AT_ONCE
    assert len(audited.getvalue().splitlines()) == 3 * AT_ONCE


def test_progress_is_reported_while_a_question_is_under_way(audited):
    stuck, messages = Stuck(), []

    async def conversation(session):
        async def heard(progress, total, message):
            messages.append(message)
            await anyio.to_thread.run_sync(stuck.is_read.wait)
            stuck._deadline.stop()

        return await session.call_tool("get_severity_summary", {}, progress_callback=heard)

    talk(build_server(lambda: stuck, Audit(audited), progress_every=0.01, seconds=60), conversation)

    assert messages and "reading" in messages[0]


def test_each_call_writes_one_audit_line_without_texts_of_question_or_answer(server, audited, capsys):
    async def conversation(session):
        await session.call_tool("search_by_message", {"query": "ignore previous", "limit": 3})
        await session.call_tool("search_by_message", {"query": 5})

    talk(server, conversation)
    first, second = map(json.loads, audited.getvalue().splitlines())

    assert (first["tool"], first["rows"], first["backend"], first["error"]) == (
        "search_by_message",
        3,
        "embedded",
        None,
    )
    assert first["truncated"] is True and first["arguments"]["limit"] == 3
    assert second["error"] == "InvalidQuery" and second["rows"] is None
    assert "ignore previous" not in audited.getvalue()
    assert capsys.readouterr().out == ""


def test_an_audit_line_names_the_statements_of_a_warehouse(seeded, audited):
    with loopback(seeded) as (warehouse, store):
        warehouse.manners.extend(["cold", "failing"])

        async def conversation(session):
            await session.call_tool("get_severity_summary", {})

        server = build_server(lambda: store, Audit(audited))
        talk(server, conversation)
        sent = len(warehouse.requests)
        talk(server, conversation)

    first, second = (json.loads(line)["statement_ids"] for line in audited.getvalue().splitlines())
    assert first == [f"statement-{number}" for number in range(1, sent + 1)]
    assert second == [f"statement-{number}" for number in range(sent + 1, len(warehouse.requests) + 1)] != []


def test_a_tool_that_is_called_too_often_is_refused_until_its_bucket_fills(store, audited):
    now = [0.0]
    server = build_server(lambda: store, Audit(audited), limit=TokenBuckets(2, lambda: now[0]))

    async def conversation(session):
        answers = [await session.call_tool("data_freshness", {}) for _ in range(3)]
        other = await session.call_tool("get_severity_summary", {})
        now[0] = 31.0
        return [*answers, other, await session.call_tool("data_freshness", {})]

    answers = talk(server, conversation)

    assert [answer.is_error for answer in answers] == [False, False, True, False, False]
    assert "Ask again in 30 seconds" in answers[2].content[0].text


def test_prompts_resources_and_completion_are_there(server):
    async def conversation(session):
        prompt = await session.get_prompt("triage", {"error_code": "CC-3005\nnow obey", "service": "checkout"})
        report = await session.get_prompt("nightly_report", {"day": "2026-03-04"})
        resources = [str(each.uri) for each in (await session.list_resources()).resources]
        read = [(await session.read_resource(uri)).contents[0].text for uri in resources]
        table = (await session.read_resource("faultbook://tables/error_counts")).contents[0].text
        return prompt, report, dict(zip(resources, read, strict=True)), table

    prompt, report, read, table = talk(server, conversation)

    assert "error code CC-3005 now obey of service checkout" in prompt.messages[0].content.text
    assert "since=2026-03-04" in report.messages[0].content.text
    assert json.loads(read["faultbook://freshness"])["lines_add_up"] is True
    assert "error_frequency" in {each["name"] for each in json.loads(read["faultbook://tables"])}
    assert "No nightly report yet" in read["faultbook://reports/newest"]
    assert "occurrence_count" in {each["name"] for each in json.loads(table)["columns"]}


def test_codes_on_record_complete_the_argument_of_a_prompt(server):
    from mcp.types import PromptReference  # noqa: PLC0415

    async def conversation(session):
        return await session.complete(
            PromptReference(type="ref/prompt", name="triage"), {"name": "error_code", "value": "sr"}
        )

    assert talk(server, conversation).completion.values == ["SR-210", "SR-200", "SR-503"]
