"""Every request to GitHub is what its own OpenAPI description allows, and names nothing that the description lacks."""

import json
import re
from datetime import UTC, datetime

import pytest
from jsonschema import Draft4Validator

from faultbook.delivery.port import ClosedAs, IssueChange, IssueState, NewIssue
from faultbook.trackers.assistants import CopilotTask, assign_by_label, assign_copilot
from tests.trackers.conftest import REPOSITORY, opened
from tests.trackers.life_cycle import live

MISSING = (
    "openapi-schema-validator (requirements-dev.txt) is not installed: bodies were NOT compared with GitHub's schema"
)
PREVIEW = {"agent_assignment"}
"""Fields that GitHub documents in prose only."""
LIKE_A_COMMENT = ("PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}")
"""Its only field is that of a new comment; the description at hand has no entry of its own."""
REACTION = ("POST", "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions")
"""Create reaction for an issue comment: content, one of eight words (GitHub's REST reference)."""
NEW_COMMENT = ("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments")


@pytest.fixture(scope="module")
def described(fixture_file):
    """Method and path with placeholders -> operation."""
    paths = json.loads(fixture_file("trackers/github_openapi_issue_requests.json").read_text("utf-8"))["paths"]
    found = {
        (method.upper(), path): operation for path, methods in paths.items() for method, operation in methods.items()
    }
    content = {"type": "string", "enum": ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]}
    reaction = {"requestBody": {"type": "object", "properties": {"content": content}, "required": ["content"]}}
    return {**found, LIKE_A_COMMENT: found[NEW_COMMENT], REACTION: reaction}


def operation_of(described, request):
    """The operation of a request: of several, the one with the fewest placeholders."""
    found = [
        (path.count("{"), operation)
        for (method, path), operation in described.items()
        if method == request.method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.path)
    ]
    return min(found, key=lambda each: each[0])[1] if found else None


@pytest.fixture
def requests(github):
    """What is sent in a life of an issue that ends at an assistant."""
    tracker = opened(github)
    live(tracker, REPOSITORY)
    number = tracker.make(REPOSITORY, NewIssue("x", "y", ("bug",))).number
    tracker.change(REPOSITORY, number, IssueChange(assignees=("ada",), labels=("a",), title="z"))
    tracker.change(REPOSITORY, number, IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.DUPLICATE))
    task = CopilotTask("acme/pipelines", "main", "Read CONTRIBUTING.md first.", "reviewer", "a-model")
    assign_copilot(tracker, REPOSITORY, number, task, token="github_pat_x")
    assign_by_label(tracker, REPOSITORY, number, "ai:claude")
    tracker.react(REPOSITORY, tracker.comment(REPOSITORY, number, "a command").comment_id)
    assert list(tracker.comments(REPOSITORY, datetime(2026, 1, 1, tzinfo=UTC)))
    return github.requests


def test_every_body_is_allowed_by_the_description(described, requests):
    openapi = pytest.importorskip("openapi_schema_validator", reason=MISSING)
    writes = [each for each in requests if each.method != "GET"]
    for request in writes:
        schema = operation_of(described, request)["requestBody"]
        wrong = [error.message for error in openapi.OAS30Validator(schema).iter_errors(request.body)]
        assert wrong == [], (request.method, request.path, request.body)
    assert {each.method for each in writes} == {"POST", "PATCH"} and len(writes) > 15


def test_the_validator_finds_what_is_wrong(described):
    openapi = pytest.importorskip("openapi_schema_validator", reason=MISSING)
    change = described[("PATCH", "/repos/{owner}/{repo}/issues/{issue_number}")]["requestBody"]
    make = described[("POST", "/repos/{owner}/{repo}/issues")]["requestBody"]
    for schema, body in ((change, {"state_reason": "nope"}), (make, {}), (make, {"title": "x", "labels": [1]})):
        assert not openapi.OAS30Validator(schema).is_valid(body)


def test_every_field_of_a_body_is_described(described, requests):
    for request in requests:
        if request.body is None:
            continue
        operation = operation_of(described, request)
        assert operation, (request.method, request.path)
        # Labels are added by a body that may be of several forms.
        forms = [operation["requestBody"], *operation["requestBody"].get("oneOf", ())]
        known = {name for form in forms for name in form.get("properties", {})}
        assert set(request.body) <= known | PREVIEW


def test_every_parameter_of_a_list_is_described(described, requests):
    parameters = {each["name"]: each for each in described[("GET", "/repos/{owner}/{repo}/issues")]["parameters"]}
    lists = [each for each in requests if each.method == "GET" and each.path.endswith("/issues")]
    assert len(lists) >= 4
    for request in lists:
        for name, value in request.query.items():
            schema = parameters[name]["schema"]
            assert Draft4Validator(schema).is_valid(int(value) if schema["type"] == "integer" else value)
    assert any("since" in each.query and "creator" not in each.query for each in lists)


def test_a_list_of_comments_has_the_parameters_of_the_reference(requests):
    [request] = [each for each in requests if (each.method, each.path.endswith("/issues/comments")) == ("GET", True)]
    assert set(request.query) == {"sort", "direction", "since", "per_page"}


def test_every_request_names_the_version_of_the_api_and_who_sends_it(requests):
    for request in requests:
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert headers["accept"] == "application/vnd.github+json"
        assert headers["x-github-api-version"] == "2022-11-28"
        assert headers["user-agent"].startswith("faultbook/")
