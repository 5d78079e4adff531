"""The forms of an incident: those that fit its state, each sent once, refused with a sentence beside it."""

import re
import shutil

import pytest

from faultbook.serve.asking.principal import Principal
from faultbook.serve.web.access import Access
from tests.serve.web.served import PAGE, client, store_of
from tests.stores.planted_incidents import EARLIER, HOSTILE_INCIDENT, LOST, MERGED
from tests.stores.small_lakehouse import append

ORIGIN = {"origin": "http://127.0.0.1", **PAGE}


@pytest.fixture
def web(seeded, tmp_path):
    shutil.copytree(seeded, tmp_path / "lake")
    return client(store_of(tmp_path / "lake"), follow_redirects=False)


def page(web, name=LOST, **headers):
    return web.get(f"/incidents/{name}", headers={**PAGE, **headers}).text


def forms(text):
    """Kind -> the names and values of the form's fields."""
    found = {}
    for action, inner in re.findall(
        r'<form action="(/incidents/[^"]+/decisions)" method="post">(.*?)</form>', text, re.S
    ):
        fields = dict.fromkeys(re.findall(r'name="(\w+)"', inner), "")
        fields |= dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', inner))
        found[fields["kind"]] = (action, fields)
    return found


def send(web, kind, name=LOST, /, **given):
    action, fields = forms(page(web, name))[kind]
    fields.pop("not_planned", None)
    return web.post(action, data={**fields, "reason": "so it is", "author": "ann", **given}, headers=ORIGIN)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (LOST, {"acknowledge", "assign", "mute", "resolve", "merge"}),
        (HOSTILE_INCIDENT, {"acknowledge", "assign", "unmute", "resolve", "merge"}),
        (EARLIER, {"reopen", "assign", "mute"}),
        (MERGED, {"split"}),
    ],
)
def test_the_forms_fit_the_state(web, name, kinds):
    assert forms(page(web, name)).keys() == kinds


def test_a_form_that_is_sent_twice_is_one_decision_and_waits_on_the_page(web):
    action, fields = forms(page(web))["acknowledge"]
    sent = {**fields, "reason": "looking <b>now</b>", "author": "ann"}
    for _ in range(2):
        found = web.post(action, data=sent, headers=ORIGIN)
        assert (found.status_code, found.headers["location"]) == (303, f"/incidents/{LOST}?notice=waiting")
    text = web.get(found.headers["location"], headers=PAGE).text
    assert "Noted. The next run of respond carries it out." in text
    assert text.count('<span class="tag">waits</span>') == 1
    assert "looking &lt;b&gt;now&lt;/b&gt;" in text


def test_every_form_can_be_sent(web):
    assert send(web, "assign", assignee="ben").headers["location"].endswith("waiting")
    assert send(web, "mute", duration="3d").headers["location"].endswith("waiting")
    assert send(web, "mute", duration="").headers["location"].endswith("waiting"), "for good"
    assert send(web, "split", MERGED).headers["location"] == f"/incidents/{LOST}?notice=waiting"
    assert send(web, "reopen", EARLIER).headers["location"].endswith("waiting")
    assert send(web, "merge", HOSTILE_INCIDENT, other=LOST[:12]).headers["location"].endswith("waiting")
    assert send(web, "resolve", not_planned="true").headers["location"].endswith("waiting")
    assert send(web, "assign", assignee="").headers["location"].endswith("waiting")


@pytest.mark.parametrize(
    ("kind", "given", "status", "words"),
    [
        ("merge", {"other": "inc-zz"}, 400, "other: there is no incident &#39;inc-zz&#39;"),
        ("merge", {"other": LOST}, 409, "is, or goes on in"),
        ("mute", {"duration": "soon"}, 400, "expected a number and s, m, h or d"),
        ("acknowledge", {"reason": " "}, 400, "reason: found nothing"),
        ("acknowledge", {"key": "x"}, 400, "Idempotency-Key: found 1 characters"),
    ],
)
def test_a_wrong_form_is_shown_with_the_sentence_and_what_was_typed(web, kind, given, status, words):
    found = send(web, kind, **{"reason": "typed before", **given})
    assert found.status_code == status
    assert words in found.text
    assert '<h1 class="text">Cluster of nightly was terminated' in found.text
    if "reason" not in given:
        assert 'value="typed before"' in found.text


def test_of_an_incident_that_is_not_there_the_page_is_not_found(web):
    sent = {"kind": "acknowledge", "reason": "x", "key": "a-long-key"}
    assert web.post("/incidents/inc-zz/decisions", data=sent, headers=ORIGIN).status_code == 404


def test_a_form_of_another_site_decides_nothing(web):
    action, fields = forms(page(web))["acknowledge"]
    sent = {**fields, "reason": "so it is"}
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {}):
        assert web.post(action, data=sent, headers=headers).status_code == 403
    assert web.get(action, headers=PAGE).status_code == 405
    assert "waits" not in page(web)


def test_where_nothing_can_be_decided_the_page_names_the_reason(seeded):
    class OfAWarehouse:
        kind = "warehouse"

        def __init__(self):
            self.own = store_of(seeded)

        def until(self, deadline):
            return self.own.until(deadline)

    text = page(client(OfAWarehouse()))
    assert "its own credential" in text and not forms(text)


def test_in_an_app_the_forms_have_no_field_for_a_name(seeded):
    user = {"x-forwarded-access-token": "t", "x-forwarded-email": "ann@example.org"}
    text = page(
        client(lambda principal: store_of(seeded) if principal != Principal() else None, Access(behind_proxy=True)),
        **user,
    )
    assert all("author" not in fields for _, fields in forms(text).values())


def test_the_ticket_is_linked_on_the_incident_and_in_the_list_and_only_to_the_web(seeded, tmp_path):
    shutil.copytree(seeded, tmp_path / "lake")
    issue = {"tracker": "forge", "repository": "acme/etl", "issue_number": 7, "fence": 3, "is_open": True}
    url = "https://git.example.com/acme/etl/issues/7"
    rows = [
        {**issue, "incident_id": LOST, "intent_id": "a", "url": url},
        {**issue, "incident_id": LOST, "intent_id": "b", "url": "https://old.example/1", "issue_number": 1, "fence": 2},
        {**issue, "incident_id": HOSTILE_INCIDENT, "intent_id": "c", "url": "javascript:alert(1)"},
    ]
    append(tmp_path / "lake", "outbox", rows)
    web = client(store_of(tmp_path / "lake"))
    assert f'href="{url}">acme/etl#7</a> <span class="dim">open</span>' in page(web)
    text = web.get("/incidents?show=all", headers=PAGE).text
    assert text.count(f'href="{url}"') == 1
    assert "javascript" not in text and "acme/etl#7" in page(web, HOSTILE_INCIDENT)
    answer = web.get(f"/api/incidents/{LOST}").json()["ticket"]
    assert answer == {"tracker": "forge", "repository": "acme/etl", "number": 7, "url": url, "is_open": True}
