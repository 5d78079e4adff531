"""Other programs, for the time of a test: a free port, a process that ends, requests, waiting."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

POOL = urllib3.PoolManager(retries=False)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def eventually(found: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What a function returns, once it is something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if value := found():
                return value
        except (OSError, urllib3.exceptions.HTTPError):
            pass
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")


@contextmanager
def process(
    command: list[Any], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "process.log").open("wb") as log:
        started = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield started
        finally:
            started.terminate()
            started.wait(30)


def call(method: str, url: str, body: Any, **headers: str) -> Any:
    answer = POOL.request(method, url, body=json.dumps(body), headers={"Content-Type": "application/json", **headers})
    assert answer.status < 300, answer.data
    return json.loads(answer.data) if answer.data else None
