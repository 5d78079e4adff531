"""Receivers for tests: a sink in memory, an application without a network, a process with one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
from starlette.testclient import TestClient

from faultbook.events.envelope import Envelope
from faultbook.receive.application import create_app
from faultbook.receive.credentials.basic import BasicCredential
from faultbook.receive.credentials.github import GitHubCredential
from faultbook.receive.credentials.token import TokenCredential
from faultbook.receive.endpoints import Endpoint, Limits, ReceiverConfig
from faultbook.receive.sinks.sink import Sink, SinkUnavailable

PASSWORD = "a-password-of-tests"
TOKEN = "a-token-of-the-tests"
SECRET = "a-secret-of-webhooks"
JSON = {"content-type": "application/json"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


class MemorySink:
    """Keeps envelopes in memory; refuses them while `refusal` is set."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refusal: SinkUnavailable | None = None
        self.started = self.stopped = False

    async def start(self) -> None:
        self.started = True

    async def stop(self) -> None:
        self.stopped = True

    async def store(self, envelope: Envelope) -> bool:
        if self.refusal:
            raise self.refusal
        if any(each.envelope_id == envelope.envelope_id for each in self.envelopes):
            return False
        self.envelopes.append(envelope)
        return True

    def problem(self) -> str:
        return self.refusal.reason if self.refusal else ""

    def gauges(self) -> dict[str, float]:
        return {"spool_files": 3}


def endpoints() -> list[Endpoint]:
    return [
        Endpoint("azure-monitor", [BasicCredential("azure", PASSWORD), TokenCredential(TOKEN, query="token")]),
        Endpoint("github", [GitHubCredential(SECRET)], delivery_header="x-github-delivery"),
        Endpoint("alertmanager", [TokenCredential(TOKEN), TokenCredential(f"{TOKEN}-of-yesterday")]),
        Endpoint("webhook/orders", [TokenCredential(TOKEN)], ("application/json", "text/plain"), "x-request-id"),
    ]


@contextmanager
def client(
    sink: Sink | None = None, served: Sequence[Endpoint] | None = None, limits: Limits | None = None, **more: Any
) -> Iterator[TestClient]:
    """A client of a receiver, without a network; failures inside are answers, as a server gives them."""
    config = ReceiverConfig(endpoints() if served is None else served, limits=limits or Limits(), **more)
    app = create_app(config, MemorySink() if sink is None else sink)
    with TestClient(app, base_url="http://receiver", raise_server_exceptions=False) as found:
        yield found


class Receiver:
    """A receiver in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str], port: int) -> None:
        self.process = process
        self.lines = lines
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.pool = urllib3.PoolManager(retries=False, maxsize=8)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        return self.pool.request("POST", self.address + path, body=body, headers=dict(headers))

    def stop(self) -> str:
        """Ends it as a container's manager does; all that it printed."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=60)
        return "".join(self.lines) + rest

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)


def configured(folder: Path, text: str) -> Path:
    """A file of endpoints."""
    path = folder / "receive.yml"
    path.write_text(text, "utf-8")
    return path


ALERTMANAGER_ONLY = """
endpoints:
  alertmanager:
    credentials:
      - {kind: token, token: "${env:TEST_TOKEN}", created: 2026-11-01}
"""


@contextmanager
def running(
    folder: Path, *options: str, text: str = ALERTMANAGER_ONLY, environment: Mapping[str, str] | None = None
) -> Iterator[Receiver]:
    """A receiver that listens at a free port; `folder` gets its file of endpoints."""
    file = configured(folder, text)
    command = [sys.executable, "-m", "faultbook.cli", "receive", "--file", str(file), "--port", "0", *options]
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("FAULTBOOK_", "DATABRICKS_", "ARM_"))
    }
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**inherited, "TEST_TOKEN": TOKEN, **(environment or {})},
    )
    try:
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if '"listening"' in line:
                break
        else:
            raise AssertionError("".join(lines))
        yield Receiver(process, lines, json.loads(lines[-1])["port"])
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(60)
        process.stdout.close()


def stored(folder: Path) -> list[Envelope]:
    """The envelopes of an events folder or a spool."""
    return [Envelope.from_line(file.read_bytes()) for file in sorted(folder.glob("[!.]*/*/*.json"))]
