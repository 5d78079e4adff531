"""The API: its answers, its refusals and their messages; its OpenAPI description is true."""

import json
import re
from importlib.resources import files

import pytest

from faultbook.errors import MissingDependency
from faultbook.serve.asking.rate_limit import RateLimited
from faultbook.serve.console.filters import InvalidFilter
from faultbook.serve.console.preferences import PreferencesError
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.api import route_of
from faultbook.serve.web.problems import NotAllowed, NotFound, Refused, problem
from faultbook.stores.deadline import DeadlineExceeded
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from tests.serve.web.served import client, store_of
from tests.stores.planted_incidents import EARLIER, LOST, RULE
from tests.stores.seeded_lakehouse import CANARIES, KINDS, pattern_id, seeded_store
from tests.stores.small_lakehouse import SCHEMAS

INCIDENT = next(kind for kind in KINDS if kind.code == "SR-503")


class Failing:
    """A store that fails with the given error."""

    kind = "embedded"

    def __init__(self, failure):
        self.failure = failure

    def until(self, deadline):
        return self

    def rows(self, statement, values):
        raise self.failure


@pytest.fixture(scope="module")
def api(seeded):
    return client(seeded_store(seeded))


@pytest.fixture(scope="module")
def description(api):
    return api.get("/api/openapi.json").json()


def test_every_question_has_a_route_that_is_described(description):
    ids = {path["get"]["operationId"] for path in description["paths"].values() if "get" in path}
    assert set(QUESTIONS) <= ids
    assert {"/api/query-performance/{query_id}", "/api/dashboard/performance-overview"} <= set(description["paths"])


def test_everything_but_a_decision_is_read_by_get(description):
    assert {path: set(methods) for path, methods in description["paths"].items() if set(methods) != {"get"}} == {
        "/api/incidents/{incident_id}/decisions": {"post"}
    }


def test_arguments_are_described_with_their_bounds(description):
    parameters = {each["name"]: each for each in description["paths"]["/api/patterns"]["get"]["parameters"]}
    assert parameters["limit"]["schema"] == {"default": 20, "maximum": 200, "minimum": 1, "type": "integer"}
    assert "new" in parameters["state"]["schema"]["enum"]
    assert not parameters["state"]["required"]
    [of_path] = [
        each for each in description["paths"]["/api/patterns/{pattern_id}"]["get"]["parameters"] if each["required"]
    ]
    assert (of_path["name"], of_path["in"]) == ("pattern_id", "path")


def test_every_reference_of_the_description_leads_somewhere(description):
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(description)))
    assert names <= set(description["components"]["schemas"])
    assert "Problem" in names


def test_failures_are_described_as_problems(description):
    for path, operations in description["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if path.startswith("/api/") and status not in ("200", "202"):
                    assert list(response["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_route_answers(api, name):
    needed = {
        "get_file_errors": {"file_path": "app/api/middleware.py"},
        "search_by_message": {"query": "timed out"},
        "analyze_error_pattern": {"error_code": "CC-3005"},
        "explain_pattern": {"pattern_id": pattern_id(INCIDENT)},
        "get_failure": {"event_id": "ev-four"},
        "get_incident": {"incident_id": LOST},
        "incident_events": {"incident_id": LOST},
        "why_not_fired": {"rule": RULE, "event_id": "ev-four"},
    }
    path = "/api/dashboard/performance-overview" if name == "performance_overview" else route_of(name)
    found = api.get(path, params=needed.get(name, {}))
    assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
    QUESTIONS[name].answer.model_validate(found.json())
    assert not any(canary in found.text for canary in CANARIES)


def test_an_incident_has_its_path_and_one_without_matches_an_empty_page_of_events(api):
    assert api.get(f"/api/incidents/{LOST[:10]}").json()["incident_id"] == LOST
    assert api.get(f"/api/incidents/{EARLIER}/events").json()["returned"] == 1
    found = api.get(f"/api/incidents/{EARLIER}/events", params={"since": "2030-01-01"})
    assert (found.status_code, found.json()["rows"]) == (200, [])


def test_pages_follow_each_other_without_a_gap(api):
    seen, cursor = [], None
    while True:
        page = api.get("/api/error-frequency", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [(row["error_code"], row["severity"]) for row in page["rows"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 6


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/error-frequency?sevrity=Error", 400, "Did you mean severity?"),
        ("/api/error-frequency?limit=0", 400, "limit: found '0'"),
        ("/api/error-frequency?limit=1&limit=2", 400, "limit: given twice"),
        ("/api/error-frequency?severity=Eror", 400, "Did you mean Error?"),
        ("/api/error-frequency?cursor=x", 400, "none of ours"),
        ("/api/search-by-message", 400, "query: field required"),
        ("/api/search-by-message?query=%00", 400, "NUL"),
        ("/api/query-performance/nothing", 404, "There is no query_id 'nothing'"),
        ("/api/query-performance/stmt-01?query_id=x", 400, "it is in the path already"),
        ("/api/patterns/nothing", 404, "no pattern has that id"),
        ("/api/incidents/inc-0a1b", 404, "several ids"),
        ("/api/incidents/inc-nothing/events", 404, "there is no incident"),
        ("/api/incidents?state=broken", 400, "state: found 'broken'"),
        ("/api/nothing", 404, "There is no such path"),
    ],
)
def test_a_wrong_request_is_answered_by_a_problem(api, path, status, words):
    found = api.get(path)
    problem = found.json()
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert words in problem["detail"]
    assert (problem["status"], problem["instance"]) == (status, path.partition("?")[0])
    assert problem["type"].startswith("urn:faultbook:problem:")


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (NotFound("x"), "not-there"),
        (InvalidQuery("x"), "wrong-question"),
        (InvalidFilter("x", 0, "y"), "wrong-filter"),
        (RateLimited(1.0), "too-often"),
        (NotAllowed("x"), "not-allowed"),
        (Refused("x"), "refused"),
        (DeadlineExceeded("x"), "took-too-long"),
        (PreferencesError("x"), "cannot-keep"),
        (MissingDependency("x"), "missing-dependency"),
        (RuntimeError("x"), "unexpected"),
    ],
)
def test_types_of_problems_stay_whatever_classes_are_called(failure, kind):
    assert problem(failure, "/").type == f"urn:faultbook:problem:{kind}"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(api, method):
    found = getattr(api, method)("/api/patterns", headers={"origin": "http://127.0.0.1"})
    assert (found.status_code, found.headers["content-type"]) == (405, "application/problem+json")


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (MissingDependency("There is no lakehouse. Make it."), 503, "Make it."),
        (DeadlineExceeded("Ask about less."), 504, "Ask about less."),
        (RuntimeError("row 7 holds hunter2canary"), 500, "fault of this program"),
    ],
)
def test_a_failing_store_sets_status_and_message(failure, status, words):
    found = client(Failing(failure), raise_server_exceptions=False).get("/api/patterns")
    assert found.status_code == status
    assert words in found.json()["detail"]
    assert "hunter2canary" not in found.text


def test_the_dashboard_names_what_it_could_not_tell(api, seeded):
    overview = api.get("/api/dashboard/performance-overview", params={"limit": 2}).json()
    assert [row["query_id"] for row in overview["costliest"]] == ["stmt-12", "stmt-11"]
    assert overview["largest"][0]["query_id"] == "stmt-01"
    assert overview["failed_jobs"][0]["failed_cost"] == "3.1"
    assert (overview["warehouse_days"], overview["missing"]) == ([], [])
    without = client(LocalStore(LocalLakehouse(seeded, SCHEMAS), {}))
    [missing] = without.get("/api/dashboard/performance-overview").json()["missing"]
    assert "There is no view performance_overview yet" in missing


def test_health_reads_nothing_and_readiness_reads_the_lakehouse(seeded, empty, tmp_path):
    assert client(Failing(RuntimeError())).get("/health").json()["status"] == "ok"
    ready = client(store_of(seeded)).get("/ready")
    assert (ready.status_code, ready.json()["batch"], ready.json()["store"]) == (200, 2, "embedded")
    assert client(store_of(empty)).get("/ready").json()["batch"] is None
    assert client(store_of(tmp_path / "nothing")).get("/ready").status_code == 503


def test_figures_of_rules_are_metrics_once_they_were_queried(seeded):
    web = client(store_of(seeded))
    assert "faultbook_rule_incidents{" not in web.get("/metrics").text
    web.get("/api/rules?since=2026-01-01")
    assert "faultbook_rule_incidents{" not in web.get("/metrics").text
    [row, *_] = web.get("/api/rules").json()["rows"]
    labels = f'{{rule="{row["rule"]}",source="{row["source"]}"}}'
    text = web.get("/metrics").text
    assert f"faultbook_rule_incidents{labels} {float(row['incidents'])}" in text
    assert f"faultbook_rule_false_alarms{labels} {float(row['false_alarms'])}" in text


def test_the_board_shows_only_what_is_counted(seeded):
    web = client(store_of(seeded))
    web.get("/api/data-freshness")
    web.get("/api/patterns?nothing=1")
    counted = web.get("/metrics")
    assert counted.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'faultbook_http_requests_total{method="GET",route="/api/patterns",status="400"} 1.0' in counted.text
    assert 'faultbook_questions_total{outcome="answered",question="data_freshness"} 1.0' in counted.text
    assert "faultbook_lines_add_up 1.0" in counted.text
    board = json.loads(files("faultbook.serve.web").joinpath("grafana.json").read_text())
    shown = {name for text in _expressions(board) for name in re.findall(r"faultbook_\w+", text)}
    names = set(re.findall(r"^(faultbook_\w+)", counted.text, flags=re.M))
    assert shown and shown <= names


def _expressions(board):
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_all_answers_of_a_page_look_at_the_same_batch(seeded):
    store, looks = store_of(seeded), []

    class Counted:
        kind = "embedded"

        def until(self, deadline):
            return self

        def rows(self, statement, values):
            looks.append(statement.name)
            return store.rows(statement, values)

    assert client(Counted()).get("/", headers={"accept": "text/html"}).status_code == 200
    assert looks.count("newest_batch") == 1
