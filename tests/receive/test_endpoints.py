"""What each request gets, and what is kept of it."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from faultbook.receive.application import create_app
from faultbook.receive.credentials.basic import BasicCredential
from faultbook.receive.credentials.standard_webhooks import StandardWebhooksCredential
from faultbook.receive.credentials.token import TokenCredential
from faultbook.receive.endpoints import Endpoint, Limits, ReceiverConfig
from faultbook.receive.sinks.sink import SinkUnavailable
from tests.receive.served import BEARER, JSON, PASSWORD, SECRET, TOKEN, MemorySink, client

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.fixture
def sink():
    return MemorySink()


@pytest.fixture
def receiver(sink):
    with client(sink, clock=lambda: AT) as found:
        yield found


def test_a_message_is_kept_as_it_arrived(receiver, sink):
    body = b'{"status": "firing",  "alerts": []}'
    answer = receiver.post("/alertmanager", content=body, headers={**JSON, **BEARER, "user-agent": "Alertmanager/0.25"})
    assert answer.status_code == 202
    (envelope,) = sink.envelopes
    assert answer.json() == {"status": "kept", "id": envelope.envelope_id}
    assert (envelope.source, envelope.body, envelope.received_at) == ("alertmanager", body, AT)
    assert (envelope.auth, envelope.remote, envelope.delivery_id) == ("token", "testclient", None)
    assert dict(envelope.headers) == {"content-type": "application/json", "user-agent": "Alertmanager/0.25"}


def test_a_repeat_is_answered_and_kept_once(receiver, sink):
    answers = [receiver.post("/alertmanager", content=b"{}", headers={**JSON, **BEARER}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202, 200, 200, 200, 200, 200]
    assert len(sink.envelopes) == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/azure-monitor", basic("azure", PASSWORD)),
        (f"/azure-monitor?token={TOKEN}", {}),
        ("/alertmanager", BEARER),
        ("/alertmanager", {"authorization": f"bearer {TOKEN}-of-yesterday"}),
        ("/github", signed(b"{}")),
        ("/webhook/orders", BEARER),
    ],
)
def test_each_credential_of_an_endpoint_is_accepted(receiver, sink, path, headers):
    assert receiver.post(path, content=b"{}", headers={**JSON, **headers}).status_code == 202
    assert len(sink.envelopes) == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/azure-monitor", {}),
        ("/azure-monitor", basic("azure", PASSWORD + "x")),
        ("/azure-monitor", basic("someone", PASSWORD)),
        ("/azure-monitor", {"authorization": "Basic !!!"}),
        ("/azure-monitor", {"authorization": f"Basic {b64encode(bytes([255, 58, 255])).decode()}"}),
        ("/azure-monitor", BEARER),
        ("/azure-monitor?token=wrong", {}),
        (f"/azure-monitor?token=wrong&token={TOKEN}", {}),
        (f"/azure-monitor?token={TOKEN}%ff", {}),
        ("/alertmanager", {"authorization": TOKEN}),
        ("/alertmanager", {"authorization": "Bearer "}),
        ("/github", {}),
        ("/github", signed(b"{ }")),
        ("/github", signed(b"{}", "another-secret-of-16")),
        ("/github", {"x-hub-signature-256": "sha256=" + "é".encode("latin-1").decode("latin-1")}),
        ("/github", {"x-hub-signature": "sha1=" + hmac.new(SECRET.encode(), b"{}", hashlib.sha1).hexdigest()}),
    ],
)
def test_no_or_a_wrong_credential_keeps_nothing(receiver, sink, path, headers):
    headers = {name: value.encode("latin-1") for name, value in {**JSON, **headers}.items()}
    answer = receiver.post(path, content=b"{}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"]
    assert sink.envelopes == []


def test_an_endpoint_that_is_not_configured_does_not_exist(receiver, sink):
    for path in ("/synapse-monitor", "/webhook/other", "/webhook/", "/", f"/github/?token={TOKEN}"):
        answer = receiver.post(path, content=b"{}", headers={**JSON, **BEARER}, follow_redirects=False)
        assert answer.status_code == 404
        assert TOKEN not in answer.text + str(answer.headers)
    assert sink.envelopes == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_another_method_is_refused(receiver, method):
    assert receiver.request(method, "/alertmanager", headers=BEARER).status_code == 405


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/html"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
@pytest.mark.parametrize(("path", "credential"), [("/alertmanager", BEARER), ("/github", signed(b"{}"))])
def test_a_foreign_type_keeps_nothing(receiver, sink, path, credential, headers):
    assert receiver.post(path, content=b"{}", headers={**credential, **headers}).status_code == 415
    assert sink.envelopes == []


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON ;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/cloudevents+json",
    ],
)
def test_the_types_of_json(receiver, content_type):
    headers = {**BEARER, "content-type": content_type}
    assert receiver.post("/alertmanager", content=b"{}", headers=headers).status_code == 202


def test_text_where_an_endpoint_takes_it(receiver, sink):
    headers = {**BEARER, "content-type": "text/plain"}
    assert receiver.post("/webhook/orders", content="größer".encode(), headers=headers).status_code == 202
    assert receiver.post("/webhook/orders", content=b"\xff", headers=headers).status_code == 400
    assert [envelope.content_type for envelope in sink.envelopes] == ["text/plain", "text/plain"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"{}{}",
        b'{"a": NaN}',
        b"[" * 100_000,
        "{}".encode("utf-16"),
        b"plain",
        b'"\xed\xa0\x80"',
    ],
)
def test_what_is_not_what_its_type_names_is_kept_for_a_reject(receiver, sink, body):
    for headers in (BEARER, {}):
        answer = receiver.post("/alertmanager", content=body, headers={**JSON, **headers})
        assert answer.status_code == (400 if headers else 401)
    assert [envelope.body for envelope in sink.envelopes] == [body]


@pytest.mark.parametrize(
    "body", [b"[]", b"1", b'"text"', b"null", b'{"n": ' + b"9" * 9_000 + b"}", b'{"unknown": "event"}']
)
def test_what_is_no_known_event_is_kept(receiver, sink, body):
    assert receiver.post("/alertmanager", content=body, headers={**JSON, **BEARER}).status_code == 202
    assert [envelope.body for envelope in sink.envelopes] == [body]


def test_a_body_of_the_limit_is_kept_and_a_larger_one_is_not(receiver, sink):
    for size, status in ((1_048_576, 202), (1_048_577, 413)):
        body = json.dumps("x" * (size - 2)).encode()
        assert len(body) == size
        assert receiver.post("/alertmanager", content=body, headers={**JSON, **BEARER}).status_code == status
    assert [len(envelope.body) for envelope in sink.envelopes] == [1_048_576]


def test_a_large_body_in_chunks_is_cut(sink):
    with client(sink, limits=Limits(body_bytes=2_000)) as receiver:
        chunks = (b"x" * 500 for _ in range(5))
        assert receiver.post("/alertmanager", content=chunks, headers={**JSON, **BEARER}).status_code == 413
    assert sink.envelopes == []


def test_a_delivery_of_github_is_one_envelope_and_equal_bodies_of_two_are_two(receiver, sink):
    for delivery in ("1", "2", "1"):
        headers = {**JSON, **signed(b"{}"), "x-github-delivery": delivery, "x-github-event": "ping"}
        assert receiver.post("/github", content=b"{}", headers=headers).status_code in {200, 202}
    assert [envelope.delivery_id for envelope in sink.envelopes] == ["1", "2"]
    assert sink.envelopes[0].headers["x-github-event"] == "ping"
    assert not any("signature" in name for name in sink.envelopes[0].headers)


def test_a_named_header_is_the_delivery(receiver, sink):
    for delivery in ("a", "b"):
        headers = {**JSON, **BEARER, "X-Request-Id": delivery}
        assert receiver.post("/webhook/orders", content=b"{}", headers=headers).status_code == 202
    assert [envelope.source for envelope in sink.envelopes] == ["webhook-orders", "webhook-orders"]


def test_standard_webhooks_have_a_window_of_time(sink):
    webhook = Webhook("whsec_" + b64encode(SECRET.encode()).decode())
    endpoint = Endpoint("webhook/orders", [StandardWebhooksCredential(webhook)], delivery_header="webhook-id")
    now = datetime.now(UTC).replace(microsecond=0)
    with client(sink, [endpoint]) as receiver:
        for minutes, status in ((0, 202), (-4, 202), (-6, 401), (6, 401)):
            at = datetime.fromtimestamp(now.timestamp() + 60 * minutes, UTC)
            name = f"message{minutes}"
            proof = {
                "webhook-id": name,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": webhook.sign(name, at, "{}"),
            }
            assert receiver.post("/webhook/orders", content=b"{}", headers={**JSON, **proof}).status_code == status
        for name, wrong in (("webhook-signature", "v1"), ("webhook-signature", "v1,!"), ("webhook-timestamp", "1e999")):
            headers = {**JSON, **proof, name: wrong}
            assert receiver.post("/webhook/orders", content=b"{}", headers=headers).status_code == 401
    assert [envelope.delivery_id for envelope in sink.envelopes] == ["message0", "message-4"]
    assert sink.envelopes[0].sent_at == now


def test_a_sink_that_keeps_nothing_is_503_with_a_time(receiver, sink):
    sink.refusal = SinkUnavailable("the spool is full", 60)
    answer = receiver.post("/alertmanager", content=b"{}", headers={**JSON, **BEARER})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert receiver.get("/ready").status_code == 503
    assert receiver.get("/health").status_code == 200
    sink.refusal = None
    assert receiver.post("/alertmanager", content=b"{}", headers={**JSON, **BEARER}).status_code == 202
    assert receiver.get("/ready").status_code == 200


def test_metrics_have_the_names_of_the_configuration_only(receiver):
    receiver.post("/alertmanager", content=b"{}", headers={**JSON, **BEARER})
    receiver.post("/no/such/path?a=b", content=b"{}")
    text = receiver.get("/metrics").text
    assert 'faultbook_receive_envelopes_total{endpoint="alertmanager",outcome="new"} 1.0' in text
    assert 'faultbook_receive_credential_uses_total{credential="1-token",endpoint="alertmanager"} 1.0' in text
    assert 'faultbook_receive_requests_total{endpoint="none",status="404"} 1.0' in text
    assert "faultbook_receive_spool_files 3.0" in text
    assert "such" not in text


def test_metrics_may_need_a_credential():
    with client(metrics=[TokenCredential(TOKEN)]) as receiver:
        assert receiver.get("/metrics").status_code == 401
        assert receiver.get("/metrics", headers=BEARER).status_code == 200


def test_a_fault_inside_is_a_fixed_text(sink, capsys):
    async def fail(_):
        raise RuntimeError(f"with {TOKEN}")

    sink.store = fail
    with client(sink) as receiver:
        answer = receiver.post("/alertmanager", content=b"{}", headers={**JSON, **BEARER})
    assert answer.status_code == 500
    assert TOKEN not in answer.text + "".join(capsys.readouterr())


def test_an_endpoint_without_a_credential_does_not_start():
    with pytest.raises(ValueError, match="no credential"):
        create_app(ReceiverConfig([Endpoint("github", [])]), MemorySink())


def test_the_sink_lives_as_long_as_the_server(sink):
    with client(sink):
        assert (sink.started, sink.stopped) == (True, False)
    assert sink.stopped


def test_credentials_show_no_secret():
    shown = repr([BasicCredential("azure", PASSWORD), TokenCredential(TOKEN)])
    assert PASSWORD not in shown
    assert TOKEN not in shown


def test_equal_bodies_are_repeats_within_the_hour_and_another_failure_the_next_night():
    times = [datetime(2026, 12, 1, 3, 10, tzinfo=UTC), datetime(2026, 12, 1, 3, 50, tzinfo=UTC)]
    times.append(datetime(2026, 12, 2, 3, 10, tzinfo=UTC))
    sink = MemorySink()
    served = [Endpoint("webhook/backup", [TokenCredential(TOKEN)]), Endpoint("azure-monitor", [TokenCredential(TOKEN)])]
    for endpoint, kept in (("webhook/backup", 2), ("azure-monitor", 1)):
        sink.envelopes.clear()
        for at in times:
            with client(sink, served, clock=lambda at=at: at) as receiver:
                assert receiver.post(f"/{endpoint}", content=b'{"ok": false}', headers={**JSON, **BEARER}).is_success
        assert len(sink.envelopes) == kept
