"""No secret leaves: what was logged with secrets is looked for in every table, file, view, answer, page and line.

Surfaces are read from the registries that make them. One that is neither visited here nor left out with a reason fails
a test, so that a new one has to be declared.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from deltalake import DeltaTable, write_deltalake
from faultbook_samples.bill import AccountOptions, write_account
from mcp import Client
from starlette.routing import Route

from faultbook.bundle.tree import find_bundle, read_bundle
from faultbook.cli import run_command_line
from faultbook.cli.commands import COMMANDS as ALL_COMMANDS
from faultbook.events.envelope import Envelope
from faultbook.serve.asking.audit import Audit
from faultbook.serve.console.pages import PAGES
from faultbook.serve.mcp.building import build_server
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import Access
from faultbook.serve.web.api import api
from faultbook.serve.web.service import WebService
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.stores.opening import open_store
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from faultbook.tables.text_columns import names_on_purpose
from tests.events.messages import messages
from tests.oracles.spark_formats.json_lines import reasons as json_reasons
from tests.oracles.spark_formats.tab_separated import reasons
from tests.serve.web.served import PAGE, client
from tests.surfaces import (
    INCIDENT,
    LONGEST_LINE,
    REJECTED_JSON,
    REJECTED_TABS,
    Search,
    land_history,
    land_secrets,
    secrets,
    stored_texts,
)

PROJECT = find_bundle(Path(__file__).parent)
PLANTED = secrets()
REJECT_BYTES = "raw"
OPTIONS = AccountOptions(seed=3, days=3, statements=40)
DAY = f"{INCIDENT:%Y-%m-%d}"

# --- What is visited, by the registry that it comes from

JOBS: Mapping[str, tuple[str, ...]] = {
    "setup": (),
    "ingest": (f"max_line_bytes={LONGEST_LINE}",),
    "baselines": (),
    "detect": (),
    "report": (f"report_day={DAY}",),
    "reconcile": ("reconcile_days=36500",),
    "reprocess": (f"max_line_bytes={LONGEST_LINE}",),
    "cost": (),
    "decide": (),
    "respond": (f"rules_folder={PROJECT / 'catalog' / 'rules'}",),
    "redact": (),
    "maintenance": (),
}
"""Every job of the bundle, with parameters; those of `cost` and `decide` are known when they run."""

OTHER_JOBS = {
    "nightly": "runs tasks of jobs that are visited",
    "poll": "asks APIs: tests/polling plants secrets in their answers and errors",
}
"""Jobs that are left out here, with the reason."""

COMMANDS: Mapping[str, Callable[["Landed"], list[list[str]]]] = {
    "show": lambda landed: [
        ["show", name, "--limit", "0", "--format", written]
        for name in (*published_views(), *TABLES)
        for written in ("json", "table")
    ],
    "ingest": lambda landed: [["ingest", str(landed.landing)]],
    "tables": lambda _: [["tables"]],
    "outbox": lambda _: [["outbox", "--all", "--limit", "0"]],
    "rejects": lambda _: [["rejects", "--limit", "0", "--format", written] for written in ("table", "json", "csv")],
    "report": lambda landed: [
        ["report", "--day", DAY],
        ["report", "--day", DAY, "--format", "md"],
        ["report", "--day", DAY, "--format", "html"],
        ["report", "--day", DAY, "--out", str(landed.root / "report.html")],
        ["report", "--day", DAY, "--out", str(landed.root / "report.md")],
    ],
    "explain": lambda landed: [["explain", pattern] for pattern in landed.patterns],
    "changed": lambda landed: [
        ["changed", "--since", f"{INCIDENT:%Y-%m-%dT%H:%M:%SZ}"],
        *(["changed", "--since", DAY, "--pattern", pattern] for pattern in landed.patterns[:3]),
    ],
    "replay": lambda landed: [["replay", "2", "--landing", str(landed.landing)]],
    "rename": lambda landed: [["rename", landed.patterns[0], PLANTED[-1].text, "--reason", PLANTED[0].text]],
    "merge": lambda landed: [["merge", landed.patterns[1], landed.patterns[2], "--reason", PLANTED[1].text]],
    "split": lambda landed: [["split", landed.patterns[1], landed.patterns[2], "--reason", PLANTED[2].text]],
    "resolve": lambda landed: [["resolve", landed.patterns[3], "--reason", PLANTED[3].text]],
    "reopen": lambda landed: [["reopen", landed.patterns[3], "--reason", PLANTED[4].text]],
    "mute": lambda landed: [["mute", landed.patterns[4], "--until", "2030-01-01", "--reason", PLANTED[5].text]],
}
"""Commands that ask or change the lakehouse, as lines to type; --lakehouse is added."""
OTHER_COMMANDS = {
    "formats": "reads files, not the lakehouse: test_in_no_command_that_reads_files",
    **dict.fromkeys(
        ("unmute", "acknowledge", "assign", "link", "unlink"),
        "redact as mute does: tests/jobs/test_decide_incidents.py",
    ),
    "incidents": "asks a question that is asked here",
    "incident": "asks questions that are asked here",
    "events": "list and sources ask questions that are asked here; explain reads a file and redacts; replay shows ids",
    "rules": "reads files of rules and events, not the lakehouse; explain redacts: tests/cli/test_rules.py",
    "run": "runs the jobs of JOBS: what they print is searched",
    "watch": "runs jobs of JOBS: what they print is searched",
    "jobs": "reads the bundle only",
    "generate": "writes sample logs, which are no logs of anybody",
    "demo": "runs commands that are visited, over sample logs",
    "mcp": "serves what is visited over the SDK's client",
    "serve": "serves what is visited over HTTP",
    "receive": "keeps messages as they came; what leaves it: tests/receive/test_no_secret_leaves.py",
    "doctor": "looks at the machine and at table properties",
    "init": "asks for a deployment's values and writes databricks.yml; reads no lakehouse",
    "deploy": "runs the CLI in its order; reads no lakehouse",
    "connect": "asks Azure and a workspace; reads no lakehouse: tests/connecting looks for its own secrets",
    "vendor": "downloads wheels",
    "deliver": "sends texts in which tests/delivery and tests/faults look for secrets",
}

NEEDED: Mapping[str, Callable[["Landed"], dict[str, Any]]] = {
    "analyze_error_pattern": lambda _: {"error_code": "S-0"},
    "get_file_errors": lambda _: {"file_path": "app/main.py"},
    "search_by_message": lambda _: {"query": "refused"},
    "explain_pattern": lambda landed: {"pattern_id": landed.patterns[0]},
    "get_failure": lambda landed: {"event_id": landed.failures[0]},
    "get_incident": lambda landed: {"incident_id": landed.incidents[0]},
    "incident_events": lambda landed: {"incident_id": landed.incidents[0]},
    "why_not_fired": lambda landed: {"rule": "run_failed", "event_id": landed.failures[0]},
}
"""Arguments of questions that require some."""
PATHS: Mapping[str, Callable[["Landed"], list[str]]] = {
    "/api/patterns/{pattern_id}": lambda landed: [f"/api/patterns/{pattern}" for pattern in landed.patterns],
    "/api/query-performance/{query_id}": lambda landed: [f"/api/query-performance/{landed.statement}"],
    "/patterns/{pattern_id}": lambda landed: [f"/patterns/{pattern}" for pattern in landed.patterns],
    "/queries/{query_id}": lambda landed: [f"/queries/{landed.statement}"],
    "/reports/{day}": lambda _: [f"/reports/{DAY}"],
    "/events/{event_id}": lambda landed: [f"/events/{event}" for event in landed.failures],
    "/incidents/{incident_id}": lambda landed: [f"/incidents/{each}" for each in landed.incidents],
    "/api/incidents/{incident_id}": lambda landed: [f"/api/incidents/{each}" for each in landed.incidents],
    "/api/incidents/{incident_id}/events": lambda landed: [
        f"/api/incidents/{each}/events" for each in landed.incidents
    ],
    "/file": lambda _: ["/file?path=app/main.py"],
}
"""Addresses of routes and pages that need a value."""
RESOURCES: Mapping[str, str] = {"faultbook://tables/{name}": "faultbook://tables/logs"}
"""Templates of MCP resources, with an address."""
OTHER_ROUTES = {
    "/api/openapi.json": "describes the API",
    "/redoc": "describes the API",
    "/health": "reports that the server is up",
}
RESOURCE_KINDS = {
    "jobs": "JOBS",
    "schemas": "names only",
    "volumes": "landed files, which hold the originals",
    "dashboards": "ask published views, which are visited",
    "genie_spaces": "ask published views, which are visited",
    "alerts": "ask published views, which are visited",
    "apps": "serve what is visited",
}
"""Kinds of the bundle's resources, and why nothing but what is visited gets out of them."""
MISTAKES = (
    ["show", "no_such_view"],
    ["show", "error_logs_parsed", "--where", "CAST(message AS INTEGER) = 1"],
    ["show", "error_logs_parsed", "--where", "message::TIMESTAMP IS NULL"],
    ["show", "logs", "--where", "json_extract(message, '$') IS NULL"],
    ["show", "patterns", "--order", "nothing"],
    ["explain", "v9:none"],
    ["rejects", "--reason", "none"],
)
"""Lines that fail: the words of an engine may quote values."""


@dataclass
class Landed:
    """A lakehouse after every job ran over logs and a bill with secrets, and what was printed meanwhile."""

    root: Path
    printed: dict[str, str]

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def lakehouse(self) -> Path:
        return self.root / "lakehouse"

    def ask(self, name: str) -> list[dict[str, Any]]:
        return local_store(self.lakehouse).ask(Query(name, limit=0)).records()

    @property
    def patterns(self) -> list[str]:
        return sorted(row["pattern_id"] for row in self.ask("patterns"))

    @property
    def failures(self) -> list[str]:
        return sorted(row["event_id"] for row in self.ask("failures"))

    @property
    def incidents(self) -> list[str]:
        return sorted(row["incident_id"] for row in self.ask("incidents"))

    @property
    def statement(self) -> str:
        return next(
            row["statement_id"] for row in self.ask("query_statements") if "-- secret" in (row["statement_text"] or "")
        )

    def type(self, *words: str) -> str:
        """What a command line prints, to both streams."""
        out, messages = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(messages):
            run_command_line(list(words))
        return out.getvalue() + messages.getvalue()

    def run_job(self, job: str, *params: str) -> str:
        given = [word for param in (*JOBS[job], *params) for word in ("--param", param)]
        folders = ["--landing", str(self.landing), "--lakehouse", str(self.lakehouse)]
        messages = self.type("run", job, *folders, *given)
        assert " failed " not in messages, messages
        self.printed[f"faultbook run {job}"] = self.printed.get(f"faultbook run {job}", "") + messages
        return messages


# --- Every surface is in a list


def test_twenty_kinds_are_planted_and_each_is_found_where_it_stands():
    assert len({secret.kind for secret in PLANTED}) >= 20
    search = Search(PLANTED)
    for secret in PLANTED:
        assert secret.kind in search.kinds(secret.text)
        assert secret.kind in search.kinds(json.dumps(secret.text))
    assert search.kinds("login failed, password: [redacted]") == set()


def test_every_reason_of_a_reject_is_landed():
    by_tabs = reasons.reject_reasons(code_pattern="x", max_line_bytes=9)
    by_json = json_reasons.reject_reasons(max_line_bytes=9)
    assert {reason.name for reason in by_tabs} <= REJECTED_TABS.keys()
    assert {reason.name for reason in by_json} <= REJECTED_JSON.keys()


def test_every_job_and_kind_of_resource_is_visited_or_left_out():
    bundle = read_bundle(PROJECT, "prod")
    assert {job.key for job in bundle.resources("jobs")} == JOBS.keys() | OTHER_JOBS.keys()
    kinds = {kind for file in bundle.files.values() for kind in (file.get("resources") or {})}
    assert kinds <= RESOURCE_KINDS.keys()


def test_every_command_is_visited_or_left_out():
    assert ALL_COMMANDS.keys() == COMMANDS.keys() | OTHER_COMMANDS.keys()
    assert not COMMANDS.keys() & OTHER_COMMANDS.keys()


def test_every_question_has_an_answer():
    needing = {
        name
        for name, question in QUESTIONS.items()
        if any(field.is_required() for field in question.arguments.model_fields.values())
    }
    assert needing <= NEEDED.keys()


def test_every_route_and_page_can_be_visited():
    routes = {route.path for route in _routes()} | {page.path for page in PAGES}
    assert {path for path in routes if "{" in path} <= PATHS.keys()
    assert OTHER_ROUTES.keys() <= routes


def test_names_on_purpose_are_columns_of_the_bill_decisions_and_catalogues():
    found = {(table, column) for table in TABLES for column in names_on_purpose(table)}
    assert {column for table, column in found if table.startswith("error_logs") or table.endswith("logs")} == {
        "source_file",
        "landed_file",
    }


def _routes() -> list[Route]:
    service = WebService(lambda _: None, Audit(io.StringIO()))
    return [route for route in _flat(api(service).routes) if "GET" in (getattr(route, "methods", None) or ())]


def _flat(routes: Any) -> Iterator[Any]:
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if inner:
            yield from _flat(inner)
        else:
            yield route


# --- Everything is searched


@pytest.fixture(scope="module")
def landed(spark, tmp_path_factory) -> Landed:
    found = Landed(tmp_path_factory.mktemp("secrets"), {})
    account = write_bill(found.root / "system_tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT)
        patch.setenv("COLUMNS", "100000")
        land_history(found.landing)
        found.run_job("setup")
        found.run_job("ingest")
        found.run_job("baselines")
        found.run_job("detect")
        land_secrets(found.landing, PLANTED)
        found.run_job("ingest")
        (found.landing / "odd" / "cut.log.gz").write_bytes(gzip.compress(PLANTED[0].text.encode())[:-9])
        found.run_job("ingest")
        found.run_job("detect")
        found.run_job("report")
        found.run_job("reconcile")
        found.run_job(
            "reprocess", 'severities={"Critical": [], "Error": ["err"], "Warning": ["warn"], "Info": ["weird"]}'
        )
        found.run_job("cost", f"system_tables={account}", f"as_of={OPTIONS.as_of.isoformat()}", "cost_first_days=4")
        land_messages(found.root / "events")
        found.run_job("respond", f"system_tables={account}", f"events={found.root / 'events'}")
        assert len(found.failures) >= len(PLANTED) and found.incidents
        rename = ("kind=rename", f"pattern={found.patterns[5]}", f"title={PLANTED[6].text}")
        found.run_job("decide", *rename, "author=anna", f"reason={PLANTED[7].text}")
        found.run_job("maintenance")
        yield found


def land_messages(folder: Path) -> None:
    """An alert for each secret, which it has in every text."""
    for number, secret in enumerate(PLANTED):
        body = json.loads(next(one.body for one in messages() if one.name == "alertmanager"))
        [alert, *_] = body["alerts"]
        alert["labels"]["alertname"] = alert["annotations"]["description"] = secret.text
        alert["annotations"]["summary"] = alert["labels"]["service"] = secret.text
        alert["fingerprint"] = f"{number:016x}"
        text = json.dumps(body | {"alerts": [alert]})
        envelope = Envelope(source="alertmanager", received_at=INCIDENT, body=text.encode())
        path = folder / envelope.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(envelope.to_line())


def write_bill(folder: Path) -> Path:
    """System tables of a sample account, some of whose statements hold the secrets."""
    write_account(folder, OPTIONS)
    path = next(folder.rglob("history"))
    rows = DeltaTable(str(path)).to_pyarrow_table()
    texts = rows["statement_text"].to_pylist()
    answered = [place for place, text in enumerate(texts) if text]
    for place, secret in zip(answered, PLANTED, strict=False):
        quoted = secret.text.replace("'", "''")
        texts[place] = f"SELECT '{quoted}' AS note FROM marts.orders -- secret {secret.text}"
    at = rows.schema.get_field_index("statement_text")
    changed = rows.set_column(at, rows.schema.field(at), [texts])
    write_deltalake(str(path), changed, mode="overwrite")
    return folder


def leaks(texts: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Place -> kinds of secrets that it shows."""
    search = Search(PLANTED)
    found: dict[str, set[str]] = {}
    for place, text in texts:
        if kinds := search.kinds(text):
            found.setdefault(place, set()).update(kinds)
    return {place: sorted(kinds) for place, kinds in sorted(found.items())}


def assert_no_leak(texts: Iterator[tuple[str, str]]) -> None:
    found = leaks(texts)
    assert not found, "\n".join(
        ["secrets are shown by", *(f"  {place}: {', '.join(kinds)}" for place, kinds in found.items())]
    )


@pytest.mark.verify
def test_in_no_stored_file(landed):
    left_out = {name: frozenset() for name in TABLES} | {"error_logs_rejected": frozenset((REJECT_BYTES,))}
    texts = stored_texts(landed.lakehouse, left_out)
    # Messages as they came: tests/jobs/test_collect.py.
    assert_no_leak((place, text) for place, text in texts if "raw_events" not in place)


@pytest.mark.verify
def test_in_no_table_or_view(landed):
    def answers() -> Iterator[tuple[str, str]]:
        for name in (*published_views(), *TABLES):
            for record in landed.ask(name):
                for column, value in record.items():
                    if (name, column) not in {("error_logs_rejected", REJECT_BYTES), ("raw_events", "body")}:
                        yield f"{name}.{column}", str(value)

    assert_no_leak(answers())


@pytest.mark.verify
def test_in_nothing_that_a_job_prints(landed, capfd):
    assert_no_leak(iter([*landed.printed.items(), ("streams", "".join(capfd.readouterr()))]))


@pytest.mark.verify
def test_in_no_tool_resource_or_completion_for_assistants(landed):
    audit = io.StringIO()
    server = build_server(lambda: open_store({}, landed.lakehouse), Audit(audit))

    async def conversation() -> list[tuple[str, str]]:
        texts = []
        async with Client(server) as session:
            for tool in (await session.list_tools()).tools:
                arguments = NEEDED.get(tool.name, lambda _: {})(landed)
                texts.append((f"tool {tool.name}", (await session.call_tool(tool.name, arguments)).model_dump_json()))
            for pattern in landed.patterns:
                answer = await session.call_tool("explain_pattern", {"pattern_id": pattern})
                texts.append(("tool explain_pattern", answer.model_dump_json()))
            templates = (await session.list_resource_templates()).resource_templates
            uris = [str(resource.uri) for resource in (await session.list_resources()).resources]
            for uri in (*uris, *(RESOURCES[template.uri_template] for template in templates)):
                texts.append((f"resource {uri}", (await session.read_resource(uri)).model_dump_json()))
        return texts

    texts = anyio.run(conversation)
    assert not any('"isError":true' in text for _, text in texts)
    assert_no_leak(iter([*texts, ("audit", audit.getvalue())]))


@pytest.mark.verify
def test_in_no_route_or_page(landed):
    audit = io.StringIO()
    web = client(open_store({}, landed.lakehouse), Access(), audit=audit)
    questions = {route.operation_id: route for route in _routes() if getattr(route, "operation_id", None) in QUESTIONS}
    assert questions.keys() == QUESTIONS.keys()

    def answers() -> Iterator[tuple[str, str]]:
        for route in _routes():
            name = getattr(route, "operation_id", "") or ""
            given = NEEDED[name](landed) if name in NEEDED and "{" not in route.path else {}
            for path in PATHS.get(route.path, lambda _, path=route.path: [path])(landed):
                found = web.get(path, params=given or None)
                assert found.status_code == 200, (path, found.text[:300])
                yield f"route {route.path}", found.text
        for page in PAGES:
            for path in PATHS.get(page.path, lambda _, path=page.path: [path])(landed):
                found = web.get(path, headers=PAGE)
                assert found.status_code == 200, path
                yield f"page {page.path}", found.text
        yield "audit", audit.getvalue()

    assert_no_leak(answers())


@pytest.mark.verify
def test_in_nothing_that_a_decision_leaves(landed):
    """Secrets as reasons, names, keys and ids, by both doors; before `test_in_no_command`, which reads all tables."""
    audit = io.StringIO()
    web = client(open_store({}, landed.lakehouse), Access(), audit=audit)
    name = landed.incidents[0]

    def answers() -> Iterator[tuple[str, str]]:
        for at, secret in enumerate(PLANTED):
            fields = {
                "kind": "assign",
                "assignee": f"a{at}",
                "reason": secret.text,
                "author": "ann",
                "key": f"form-{at:04}",
            }
            key = {
                "idempotency-key": f"key-{at}-{secret.text}"[:200]
                .encode("ascii", "replace")
                .decode()
                .replace("\n", " ")
            }
            sent = {each: fields[each] for each in ("kind", "assignee", "reason", "author")}
            found = web.post(f"/api/incidents/{name}/decisions", json=sent, headers=key)
            yield f"decision {found.status_code}", found.text
            form = {"origin": "http://127.0.0.1", **PAGE}
            yield "form", web.post(f"/incidents/{name}/decisions", data=fields, headers=form).text
        yield "metrics", web.get("/metrics").text
        yield "audit", audit.getvalue()
        yield from (("row", str({**row, "author": ""})) for row in landed.ask("incident_decisions"))

    assert_no_leak(answers())
    assert landed.ask("incident_decisions")


@pytest.mark.verify
def test_in_no_command_that_reads_files(landed):
    files = sorted(str(path) for path in landed.landing.rglob("*") if path.is_file())
    lines = [["detect", "--all", *files], ["test", *files], *(["suggest", file] for file in files[:20])]
    assert_no_leak((f"formats {words[0]}", landed.type("formats", *words)) for words in lines)


@pytest.mark.verify
def test_in_no_command(landed):
    def printed() -> Iterator[tuple[str, str]]:
        for command, lines in COMMANDS.items():
            for words in lines(landed):
                yield (
                    " ".join((command, *words[1:2])) if command == "show" else command,
                    landed.type(*words, "--lakehouse", str(landed.lakehouse)),
                )
        for path in landed.root.glob("report.*"):
            yield f"file {path.name}", path.read_text()

    assert_no_leak(printed())
    # The latest decisions are stored too.
    decided = [str(row) for row in landed.ask("pattern_decisions")]
    assert_no_leak(("pattern_decisions", text) for text in decided)


@pytest.mark.verify
def test_in_no_error_message(landed):
    def printed() -> Iterator[tuple[str, str]]:
        for words in MISTAKES:
            yield " ".join(words[:2]), landed.type(*words, "--lakehouse", str(landed.lakehouse))

    assert_no_leak(printed())


@pytest.mark.verify
def test_nothing_is_left_to_redact(landed):
    """Runs last: it would hide what the others look for."""
    messages = landed.run_job("redact")
    answered = [json.loads(line) for line in messages.splitlines() if line.startswith("{")]
    assert {line["step"]: line["rewritten"] for line in answered if line.get("rewritten")} == {}
