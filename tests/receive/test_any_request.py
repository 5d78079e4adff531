"""Any request, to any endpoint: never a fault of the receiver, never kept without a credential, always whole."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from faultbook.events.envelope import Envelope
from faultbook.receive.application import create_app
from faultbook.receive.endpoints import Limits, ReceiverConfig
from tests.examples import examples
from tests.receive.served import SECRET, TOKEN, MemorySink, endpoints

LIMIT = 4_096
SINK = MemorySink()
APP = create_app(ReceiverConfig(endpoints(), limits=Limits(body_bytes=LIMIT)), SINK)


@dataclass(frozen=True)
class Sent:
    """A request as it is on the wire; the body in parts."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    parts: list[bytes]

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
paths = st.sampled_from(
    ["/azure-monitor", "/github", "/alertmanager", "/webhook/orders", "/health", "/ready", "/metrics", "/webhook", "/"]
) | st.text(max_size=20).map(lambda text: f"/{text}")
queries = st.binary(max_size=40) | st.sampled_from([b"token=", b"token=%ff", b"token=\xff", b"&" * 300, b"token=a;b"])
tokens = st.from_regex(rb"\A[a-z][a-z0-9-]{0,12}\Z")
texts = st.from_regex(rb"\A[\t\x20-\x7e\x80-\xff]{0,60}\Z")
names = (
    st.sampled_from([b"authorization", b"content-encoding", b"expect", b"x-request-id", b"x-hub-signature-256"])
    | st.sampled_from([b"webhook-id", b"webhook-timestamp", b"webhook-signature", b"user-agent", b"x-github-delivery"])
    | tokens
)
authorizations = st.sampled_from([b"Basic ", b"Bearer ", b"basic", b"Bearer a.b.c", b"Basic Og==", b"Basic /w=="])
headers = st.lists(
    st.tuples(names, texts)
    | st.tuples(st.just(b"authorization"), authorizations)
    | st.tuples(st.just(b"content-length"), st.integers(0, 10**25).map(lambda size: b"%d" % size)),
    max_size=4,
)
types = texts | st.sampled_from(
    [
        *(b"application/json", b"application/json", b"application/json", b"text/plain", b"application/x+json"),
        *(b"application/json; charset=latin-1", b"application/json;charset", b"text/html", b";", b""),
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
bodies = (
    st.lists(st.binary(max_size=200), max_size=4)
    | values.map(lambda value: [json.dumps(value).encode()])
    | st.integers(LIMIT - 2, LIMIT + 2).map(lambda size: [b"1" * 100, b"1" * (size - 100)])
    | st.integers(1, 2_000).map(lambda depth: [b"[" * depth, b"]" * depth])
)
anything = st.builds(
    lambda method, path, query, found, content_type, parts: Sent(
        method, path, query, [(b"content-type", content_type), *found], parts
    ),
    *(methods, paths, queries, headers, types, bodies),
)


async def answered(sent: Sent, more: list[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    """Status and body of the answer."""
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in sent.parts]
    waiting += [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]
    messages = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        messages.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": sent.path,
        "raw_path": sent.path.encode(),
        "root_path": "",
        "query_string": sent.query,
        "headers": [*more, *sent.headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "state": {},
    }
    await APP(scope, receive, send)
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:])


@examples(200)
@given(anything)
def test_a_sender_without_a_credential_is_answered_and_nothing_is_kept(sent):
    SINK.envelopes.clear()
    status, _ = asyncio.run(answered(sent, []))
    assert 200 <= status < 500
    assert SINK.envelopes == []
    assert status == 200 or sent.path not in {"/health", "/ready", "/metrics"} or sent.method not in {"GET", "HEAD"}


@examples(200)
@given(anything, st.sampled_from(["/alertmanager", "/github", "/webhook/orders"]))
def test_a_sender_with_a_credential_is_kept_where_the_answer_reports_it(sent, path):
    signature = "sha256=" + hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    proof = (
        (b"x-hub-signature-256", signature.encode())
        if path == "/github"
        else (b"authorization", b"Bearer %s" % TOKEN.encode())
    )
    SINK.envelopes.clear()
    sent = Sent("POST", path, sent.query, [each for each in sent.headers if each[0] != proof[0]], sent.parts)
    status, answer = asyncio.run(answered(sent, [proof]))
    assert status in {202, 400, 413, 415}
    assert [envelope.body for envelope in SINK.envelopes] == ([sent.body] if status in {202, 400} else [])
    for envelope in SINK.envelopes:
        assert Envelope.from_line(envelope.to_line()) == envelope
        assert not {"authorization", "x-hub-signature-256"} & set(envelope.headers)
    if status == 202:
        assert json.loads(answer)["id"] == SINK.envelopes[0].envelope_id
        assert sent.body.decode() is not None
