"""The demonstration of events: sample messages go through the receiver, and the job `respond` reads them."""

import json
import secrets
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from faultbook.catalog.receiver import SENDERS
from faultbook.errors import MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.events.page_file import write_page
from faultbook.receive.application import create_app
from faultbook.receive.credentials.token import TokenCredential
from faultbook.receive.endpoints import Endpoint, ReceiverConfig, utc_now
from faultbook.receive.sinks.folder import FolderSink
from faultbook_samples.events.sample_messages import Message, sample_messages

START_SECONDS = 10
POLLED = 0
"""Status of what a poller writes: nothing answers it."""


@dataclass(frozen=True)
class EventsDemo:
    """Where a demonstration lies."""

    folder: Path

    @property
    def lakehouse(self) -> Path:
        """The tables."""
        return self.folder / "tables"

    @property
    def events(self) -> Path:
        """The folder that the receiver writes to and the job reads."""
        return self.lakehouse / "events"


@dataclass(frozen=True)
class Delivery:
    """One delivery: what was sent, and what the receiver answered. envelope_id: None where nothing was kept."""

    what: str
    endpoint: str
    status: int
    answer: str
    envelope_id: str | None = None


def prepare(demo: EventsDemo, *, fresh: bool) -> None:
    """Makes the folders; with `fresh` what earlier runs made is deleted before."""
    if fresh:
        shutil.rmtree(demo.folder, ignore_errors=True)
    demo.events.mkdir(parents=True, exist_ok=True)
    (demo.folder / "landing").mkdir(exist_ok=True)


def deliver(demo: EventsDemo) -> list[Delivery]:
    """Sends each sample message to a receiver on this machine, one of them twice, and what no receiver may keep."""
    messages = sample_messages()
    pushed = [message for message in messages if message.endpoint in SENDERS]
    token = secrets.token_urlsafe()
    with receiver(demo.events, pushed, token) as address:
        sent = [send(address, token, message) for message in pushed]
        again = next(message for message in messages if message.name == "azure_budget_alert")
        sent.append(send(address, token, again, what="the same message again"))
        sent.append(send(address, "wrong", again, what="a wrong credential"))
        no_json = Message("no_json", "azure-monitor", '{"data": ')
        sent.append(send(address, token, no_json, what="a body that is cut"))
        large = Message("large", "azure-monitor", json.dumps({"data": "x" * 1_100_000}))
        sent.append(send(address, token, large, what="a body over 1 MB"))
        unknown = Message("unknown", "azure-monitor", '{"hello": "world"}')
        sent.append(send(address, token, unknown, what="a message that no definition fits"))
    sent.extend(poll(demo.events, message, datetime.now(UTC)) for message in messages if message not in pushed)
    return sent


@contextmanager
def receiver(
    events: Path, messages: Sequence[Message], token: str, clock: Callable[[], datetime] = utc_now
) -> Iterator[str]:
    """A receiver on a free port of this machine with the endpoints of messages; its address."""
    names = sorted({message.endpoint for message in messages})
    endpoints = [Endpoint(name, [TokenCredential(token)]) for name in names]
    app = create_app(ReceiverConfig(endpoints, clock=clock), FolderSink(events))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    began = time.monotonic()
    while not server.started:
        if time.monotonic() - began > START_SECONDS:
            raise MissingDependency(f"The receiver did not start within {START_SECONDS} seconds. Try again.")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def poll(events: Path, message: Message, at: datetime) -> Delivery:
    """What a poller writes: a page of envelopes, here of one."""
    envelope = Envelope(source=message.source, received_at=at, body=message.body.encode())
    write_page(events, [envelope])
    return Delivery(message.name, f"poller {message.source}", POLLED, "written", envelope.envelope_id)


def send(address: str, token: str, message: Message, *, what: str = "") -> Delivery:
    """Sends a message to a receiver, and returns what that answered."""
    endpoint = message.endpoint
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}", **message.headers}
    request = urllib.request.Request(f"{address}/{endpoint}", message.body.encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=START_SECONDS) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as refused:
        status, text = refused.code, refused.read()
    except urllib.error.URLError as closed:
        # A server may answer and close while a large body is still on its way.
        return Delivery(what or message.name, endpoint, 413, f"closed: {closed.reason}")
    answer = json.loads(text or b"{}")
    words = answer.get("title") or answer.get("status") or ""
    return Delivery(what or message.name, endpoint, status, str(words), answer.get("id"))
