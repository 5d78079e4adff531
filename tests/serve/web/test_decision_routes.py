"""The route of decisions: who may send one, how it is sent, and what a program reads when it is refused."""

import io
import shutil
from pathlib import Path

import pytest

from faultbook.serve.web.access import Access
from tests.serve.web.served import PAGE, client, store_of
from tests.stores.planted_incidents import LOST, MERGED

TOKEN = "a-token-of-some-length"
ORIGIN = {"origin": "http://127.0.0.1"}
PATH = f"/api/incidents/{LOST}/decisions"
SENT = {"kind": "acknowledge", "reason": "so it is", "author": "ann"}


@pytest.fixture
def folder(seeded, tmp_path):
    shutil.copytree(seeded, tmp_path / "lake")
    return tmp_path / "lake"


def send(web, path=PATH, sent=None, *, key="one-of-a-kind", **headers):
    return web.post(path, json=SENT if sent is None else sent, headers={"idempotency-key": key, **headers})


def test_a_decision_is_accepted_once_and_seen_in_the_answers(folder):
    audit = io.StringIO()
    web = client(store_of(folder), audit=audit)
    found = send(web)
    assert (found.status_code, found.json()["outcome"], found.json()["incident_id"]) == (202, "waiting", LOST)
    again = send(web, f"/api/incidents/{LOST[:12]}/decisions")
    assert again.json() == {**found.json(), "is_repeated": True}
    [waiting] = web.get(f"/api/incidents/{LOST}").json()["waiting"]
    assert (waiting["kind"], waiting["log_text"]) == (
        "acknowledge",
        {"author": "ann", "reason": "so it is", "detail": None},
    )
    done = send(web, key="another-key")
    assert (done.status_code, done.json()["outcome"], done.json()["decision_id"]) == (200, "nothing", None)
    assert 'faultbook_decisions_total{kind="acknowledge",outcome="waiting"} 1.0' in web.get("/metrics").text
    assert [line.count('"decision"') for line in audit.getvalue().splitlines()].count(1) == 3


@pytest.mark.parametrize(
    ("path", "sent", "status", "words"),
    [
        ("/api/incidents/inc-nothing/decisions", SENT, 404, "there is no incident"),
        (f"/api/incidents/{MERGED}/decisions", SENT, 409, f"was merged into {LOST}"),
        (PATH, {**SENT, "kind": "close"}, 400, "kind: found 'close'"),
        (PATH, {"kind": "acknowledge"}, 400, "reason: field required"),
        (PATH, {**SENT, "kind": "mute", "duration": 3}, 400, "duration"),
        (PATH, [SENT], 400, "body: found list, expected an object"),
    ],
)
def test_a_wrong_decision_is_a_problem(folder, path, sent, status, words):
    found = send(client(store_of(folder)), path, sent)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert words in found.json()["detail"]


def test_without_json_or_a_key_nothing_is_decided(folder):
    web = client(store_of(folder))
    assert "Content-Type: found" in web.post(PATH, data=SENT).json()["detail"]
    json_type = {"content-type": "application/json", "idempotency-key": "one-of-a-kind"}
    assert "found no JSON" in web.post(PATH, content=b"{", headers=json_type).json()["detail"]
    assert "found no JSON" in web.post(PATH, content=b"[" * 9_000, headers=json_type).json()["detail"]
    assert "larger than 16,384 bytes" in web.post(PATH, content=b" " * 20_000, headers=json_type).json()["detail"]
    assert "Idempotency-Key: found 0" in web.post(PATH, json=SENT).json()["detail"]
    assert web.get(PATH).status_code == 405
    assert web.get(f"/api/incidents/{LOST}").json()["waiting"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://evil.example"},
        {"host": "evil.example"},
    ],
)
def test_another_site_decides_nothing(folder, headers):
    web = client(store_of(folder))
    assert send(web, **headers).status_code == 403
    assert web.get(f"/api/incidents/{LOST}").json()["waiting"] == []


def test_the_api_keeps_its_token_and_a_cookie_alone_is_not_enough(folder):
    web = client(store_of(folder), Access(TOKEN), follow_redirects=False)
    assert send(web).status_code == 401
    assert send(web, authorization="Bearer wrong").status_code == 401
    web.post("/sign-in", data={"token": TOKEN}, headers=ORIGIN)
    assert web.get(f"/api/incidents/{LOST}", headers=PAGE).status_code == 200, "the cookie reads"
    assert send(web).status_code == 401
    assert send(web, authorization=f"Bearer {TOKEN}").status_code == 202


def test_in_an_app_the_author_is_the_user(folder):
    web = client(lambda _: store_of(folder), Access(behind_proxy=True))
    user = {"x-forwarded-access-token": "t", "x-forwarded-email": "ann@example.org", "host": "x.apps.example"}
    sent = {"kind": "assign", "assignee": "ben", "reason": "owns it"}
    assert send(web, sent=sent, **user).json()["log_text"]["author"] == "ann@example.org"
    assert "this server knows you as" in send(web, sent={**sent, "author": "eve"}, key="other-key", **user).text


def test_the_route_is_described_with_its_body_and_key():
    text = client(store_of(Path("nowhere"))).get("/api/openapi.json").json()
    described = text["paths"]["/api/incidents/{incident_id}/decisions"]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["kind", "reason"] and "mute" in schema["properties"]["kind"]["enum"]
    assert {each["name"] for each in described["parameters"]} == {"incident_id", "Idempotency-Key"}
    assert {"202", "409"} <= set(described["responses"])
