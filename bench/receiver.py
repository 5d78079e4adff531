"""The receiver's section: times of answers beside the same disk's bare write and fsync, memory, processor time."""

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.page import BenchPage
from bench.receiver_load import Senders, send_steadily

PER_SECOND = 200
SECONDS = 30
TOKEN = "a-token-of-the-bench"
HEADERS = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
FILE = 'endpoints: {alertmanager: {credentials: [{kind: token, token: "${env:BENCH_TOKEN}", created: 2026-11-01}]}}\n'
WARM_UP = 100
BODY_BYTES = 2_048


@dataclass
class Times:
    """Milliseconds of each message or file, and what the process needed."""

    milliseconds: list[float]
    mebibytes: float = 0.0
    cpu_share: float = 0.0

    def shown(self) -> list[str]:
        """p50, p95, p99, the longest."""
        ordered = sorted(self.milliseconds)
        found = (ordered[min(int(len(ordered) * part), len(ordered) - 1)] for part in (0.5, 0.95, 0.99, 1.0))
        return [f"{value:.1f}" for value in found]


def receiver(work: Path, page: BenchPage, arguments: argparse.Namespace) -> None:
    """One table: the disk alone and the receiver over it, in turn."""
    folder = work / "receiver"
    folder.mkdir(parents=True)
    seconds = max(1.0, SECONDS * arguments.scale)
    bare, served = Times([]), Times([])
    for number in range(arguments.rounds):
        bare.milliseconds += bare_writes(folder / f"bare{number}", seconds).milliseconds
        found = served_writes(folder / f"served{number}", seconds)
        served.milliseconds += found.milliseconds
        served.mebibytes = max(served.mebibytes, found.mebibytes)
        served.cpu_share = max(served.cpu_share, found.cpu_share)
    page.add(
        f"The receiver at {PER_SECOND} messages a second",
        ["what", "p50 ms", "p95 ms", "p99 ms", "longest ms", "most memory, MiB (aim 100)", "share of one core"],
        [
            ["write and fsync of a file, no more", *bare.shown(), "", ""],
            [
                "`faultbook receive` into a folder (aim: p99 within 10 ms of the disk's)",
                *served.shown(),
                f"{served.mebibytes:.0f}",
                f"{100 * served.cpu_share:.0f} %",
            ],
        ],
        f"Bodies of {BODY_BYTES:,} bytes over connections that are kept; the receiver has one core, the senders the "
        "other. "
        "A time counts from when its message was due. An answer needs write, fsync, link and fsync of the folder.",
    )


def body(number: int) -> bytes:
    """A message of some 2 KB."""
    return json.dumps({"number": number, "text": "x" * (BODY_BYTES - 40)}).encode()


def bare_writes(folder: Path, seconds: float) -> Times:
    """Files at the same rate by one process that does nothing else."""
    folder.mkdir()
    milliseconds = []
    due = time.perf_counter()
    for number in range(int(PER_SECOND * seconds)):
        time.sleep(max(0.0, due - time.perf_counter()))
        descriptor = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(descriptor, body(number))
        os.fsync(descriptor)
        os.close(descriptor)
        milliseconds.append((time.perf_counter() - due) * 1_000)
        due += 1 / PER_SECOND
    return Times(milliseconds)


def served_writes(folder: Path, seconds: float) -> Times:
    """Messages to a receiver that writes into a folder."""
    folder.mkdir()
    file = folder / "receive.yml"
    file.write_text(FILE, "utf-8")
    cores = sorted(os.sched_getaffinity(0))
    options = ("--file", str(file), "--events", str(folder / "events"), "--port", "0")
    process = subprocess.Popen(
        [*_on_core(cores[0]), sys.executable, "-m", "faultbook.cli", "receive", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BENCH_TOKEN": TOKEN},
    )
    try:
        assert process.stderr is not None
        port = json.loads(process.stderr.readline())["port"]
        log = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        os.sched_setaffinity(0, set(cores[-1:]))
        try:
            milliseconds = asyncio.run(_sent(port, seconds))
        finally:
            os.sched_setaffinity(0, set(cores))
        found = Times(milliseconds, _most_mebibytes(process.pid), _cpu_seconds(process.pid) / seconds)
        process.terminate()
        process.wait(60)
        log.wait(60)
        return found
    finally:
        process.kill()
        process.wait()


async def _sent(port: int, seconds: float) -> list[float]:
    senders = Senders(port, "/alertmanager", HEADERS, body)
    numbers = itertools.count()
    for _ in range(WARM_UP):
        await senders.send(next(numbers), time.perf_counter())
    ends = time.perf_counter() + seconds
    outcomes = await send_steadily(senders, numbers, per_second=PER_SECOND, until=lambda: time.perf_counter() >= ends)
    senders.close()
    wrong = [outcome.status for outcome in outcomes if not outcome.is_kept]
    assert not wrong, f"{len(wrong)} messages were not kept: {set(wrong)}"
    return [outcome.milliseconds for outcome in outcomes]


def _on_core(core: int) -> Sequence[str]:
    return ("taskset", "-c", str(core))


def _most_mebibytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
