"""The receiver is killed, again and again, while 200 messages a second arrive: each answered one is kept, none twice.

A receiver that answers before it writes must lose messages here, else this proves nothing.
"""

import asyncio
import itertools
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.receiver_load import Outcome, Senders, send_steadily
from faultbook.events.envelope import Envelope
from tests.receive.served import ALERTMANAGER_ONLY, BEARER, JSON, TOKEN, configured, stored
from tests.receive.workspace_stand_in import WorkspaceStandIn

pytestmark = pytest.mark.verify

PER_SECOND = 200
VOLUME = "/Volumes/main/faultbook/events"
Start = Callable[[int], subprocess.Popen[bytes]]


def body(number: int) -> bytes:
    """A message of some 2 KB."""
    return json.dumps({"number": number, "alerts": ["x" * 2_000]}).encode()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def process(command: list[str], **environment: str) -> subprocess.Popen[bytes]:
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("FAULTBOOK_", "DATABRICKS_"))}
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**usual, "TEST_TOKEN": TOKEN, **environment}
    )


def receiver(folder: Path, *options: str, **environment: str) -> Start:
    file = configured(folder, ALERTMANAGER_ONLY)
    command = [sys.executable, "-m", "faultbook.cli", "receive", "--file", str(file), *options]
    return lambda port: process([*command, "--port", str(port)], **environment)


async def answers(port: int) -> None:
    """Returns when a receiver listens."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise AssertionError("the receiver did not start")


async def killed_often(start: Start, kills: int, seed: int) -> list[Outcome]:
    """Messages while the receiver is killed; those without an answer are sent again, as senders do."""
    rng, port = random.Random(seed), free_port()
    senders = Senders(port, "/alertmanager", {**JSON, **BEARER}, body)
    running = start(port)
    await answers(port)
    over = False
    load = asyncio.create_task(send_steadily(senders, itertools.count(), per_second=PER_SECOND, until=lambda: over))
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.1, 1.0))
        running.kill()
        running.wait()
        running = start(port)
        await answers(port)
    await asyncio.sleep(0.5)
    over = True
    outcomes = await load
    senders.close()
    again = [await senders.send(each.number, 0.0) for each in outcomes if not each.is_kept]
    senders.close()
    running.terminate()
    await asyncio.to_thread(running.wait, 120)
    return [*outcomes, *again]


def lost(outcomes: list[Outcome], envelopes: list[Envelope]) -> list[int]:
    """Messages that were answered and are not kept."""
    kept = {json.loads(envelope.body)["number"] for envelope in envelopes}
    return sorted({outcome.number for outcome in outcomes if outcome.is_kept} - kept)


def check(outcomes: list[Outcome], envelopes: list[Envelope]) -> str:
    """Asserts that what was answered is kept, and nothing twice; a line about it."""
    kept = [json.loads(envelope.body)["number"] for envelope in envelopes]
    promised = {outcome.number for outcome in outcomes if outcome.is_kept}
    unanswered = sum(not outcome.is_kept for outcome in outcomes)
    assert lost(outcomes, envelopes) == []
    assert len(kept) == len(set(kept))
    assert all(envelope.body == body(number) for envelope, number in zip(envelopes, kept, strict=True))
    assert unanswered > 0
    sent = f"{len(outcomes):,} messages sent, {len(promised):,} answered, {unanswered:,} cut or refused and sent again"
    return f"{sent}; 0 lost, 0 twice"


def kill_with_folder(folder: Path, kills: int) -> str:
    events = folder / "events"
    outcomes = asyncio.run(killed_often(receiver(folder, "--events", str(events)), kills, seed=16))
    return check(outcomes, stored(events))


def kill_with_spool(folder: Path, kills: int) -> str:
    with WorkspaceStandIn().served() as workspace:
        environment = {"DATABRICKS_HOST": workspace.address, "DATABRICKS_TOKEN": "token-0"}
        options = ("--events", VOLUME, "--spool", str(folder / "spool"))
        start = receiver(folder, *options, **environment, FAULTBOOK_RECEIVE_DRAIN_SECONDS="90")
        outcomes = asyncio.run(killed_often(start, kills, seed=17))
    assert stored(folder / "spool") == []
    assert all(name.startswith(VOLUME) for name in workspace.written)
    return check(outcomes, [Envelope.from_line(line) for line in workspace.files.values()])


def test_into_a_folder(tmp_path, shown):
    shown(kill_with_folder(tmp_path, 5))


def test_into_a_spool_and_from_it_into_a_volume(tmp_path, shown):
    shown(kill_with_spool(tmp_path, 5))


@pytest.mark.prove
def test_into_a_folder_often(tmp_path, shown):
    shown(kill_with_folder(tmp_path, 200))


@pytest.mark.prove
def test_into_a_spool_often(tmp_path, shown):
    shown(kill_with_spool(tmp_path, 200))


def test_a_receiver_that_answers_first_is_found_out(tmp_path):
    events = tmp_path / "events"
    command = [sys.executable, "-m", "tests.verify.careless_receiver"]

    def start(port: int) -> subprocess.Popen[bytes]:
        return process([*command, str(port), str(events)])

    outcomes = asyncio.run(killed_often(start, 2, seed=18))
    assert lost(outcomes, stored(events))
