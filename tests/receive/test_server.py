"""The receiver as a process: what it does with senders that are slow, endless or lie, and when it is stopped."""

import json
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.receive.served import BEARER, JSON, TOKEN, running, stored

HEAD = f"POST /alertmanager HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"


def talk(port: int, *parts: bytes, pause: float = 0.0, end: bool = False) -> bytes:
    """What the receiver answers to these bytes, until it closes the connection."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
            if end:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed by the receiver; what it answered can be read
        answer = b""
        try:
            while found := connection.recv(65_536):
                answer += found
        except ConnectionResetError:
            pass
        return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("receiver")


@pytest.fixture(scope="module")
def receiver(folder):
    limits = {"BODY_SECONDS": "2", "HEAD_SECONDS": "0.5", "BODY_BYTES": "4096", "REQUESTS_AT_ONCE": "4"}
    environment = {f"FAULTBOOK_RECEIVE_{name}": value for name, value in limits.items()}
    with running(folder, "--events", str(folder / "events"), environment=environment) as found:
        yield found


def test_it_keeps_what_it_answers(receiver, folder):
    answer = receiver.post("/alertmanager", b'{"a": 1}', {**JSON, **BEARER})
    assert answer.status == 202
    assert json.loads(answer.data)["id"] in {envelope.envelope_id for envelope in stored(folder / "events")}


def test_a_body_that_is_too_slow_is_cut(receiver):
    parts = [b"{" + b" " * 10] * 30
    answer = talk(receiver.port, f"{HEAD}Content-Length: 4000\r\n\r\n".encode(), *parts, pause=0.1)
    assert status_of(answer) == 408


def test_an_endless_body_is_cut(receiver):
    chunk = b"400\r\n" + b" " * 1_024 + b"\r\n"
    answer = talk(receiver.port, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(), *[chunk] * 50)
    assert status_of(answer) == 413


def test_an_announced_length_above_the_limit_is_refused_unread(receiver):
    answer = talk(receiver.port, f"{HEAD}Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n".encode())
    assert status_of(answer) == 413


def test_a_length_that_is_more_than_what_comes_keeps_nothing(receiver, folder):
    before = len(stored(folder / "events"))
    talk(receiver.port, f"{HEAD}Content-Length: 100\r\n\r\n".encode(), b'{"cut": 1}', end=True)
    assert len(stored(folder / "events")) == before


def test_a_length_that_is_less_than_what_comes_takes_no_more(receiver, folder):
    answer = talk(receiver.port, f"{HEAD}Content-Length: 2\r\nConnection: close\r\n\r\n".encode(), b"{}{}{}{}")
    assert status_of(answer) in {200, 202}
    assert b"{}" in {envelope.body for envelope in stored(folder / "events")}


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999999", "2, 3", "0x10"])
def test_a_length_that_is_none_is_refused(receiver, length):
    answer = talk(receiver.port, f"{HEAD}Content-Length: {length}\r\n\r\n".encode(), b"{}", end=True)
    assert status_of(answer) in {400, 413}


def test_two_lengths_are_refused(receiver):
    both = f"{HEAD}Connection: close\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert status_of(talk(receiver.port, both, b"0\r\n\r\n")) == 400


@pytest.mark.parametrize("parts", [[], [b"POST /alertm"], [HEAD.encode()], [b"X-A: b\r\n"] * 12])
def test_a_head_that_never_ends_is_cut(receiver, parts):
    began = time.monotonic()
    assert status_of(talk(receiver.port, *parts, pause=0.1)) in {0, 400}
    assert time.monotonic() - began < 20


def test_a_head_that_is_too_large_is_refused(receiver):
    answer = talk(receiver.port, f"{HEAD}X-Long: ".encode(), *[b"x" * 50_000] * 20, b"\r\n\r\n", pause=0.01)
    assert status_of(answer) in {0, 400}


def test_a_connection_rests_between_requests(receiver):
    with closing(HTTPConnection("127.0.0.1", receiver.port, timeout=30)) as connection:
        for _ in range(2):
            connection.request("POST", "/alertmanager", b"{}", {**JSON, **BEARER})
            answer = connection.getresponse()
            assert answer.status in {200, 202}
            answer.read()
            own = connection.sock
            time.sleep(0.8)
            assert connection.sock is own


def test_more_requests_at_once_than_allowed_are_to_try_again(receiver):
    slow = [socket.create_connection(("127.0.0.1", receiver.port), timeout=30) for _ in range(4)]
    try:
        for connection in slow:
            connection.sendall(f"{HEAD}Content-Length: 4000\r\n\r\n".encode())
        time.sleep(0.2)
        statuses = [receiver.post("/alertmanager", b"{}", {**JSON, **BEARER}).status for _ in range(3)]
        assert 429 in statuses
        assert receiver.pool.request("GET", f"{receiver.address}/health").status == 200
    finally:
        for connection in slow:
            connection.close()


def test_no_line_has_an_address_or_a_credential(folder):
    own = folder / "lines"
    own.mkdir()
    with running(own, "--events", str(own / "events")) as receiver:
        receiver.post(f"/alertmanager?token={TOKEN}&a=planted", b"{}", {**JSON, **BEARER})
        receiver.post(f"/planted/{TOKEN}?planted", b"planted", {"planted": "planted"})
        talk(receiver.port, f"GET /{TOKEN} planted\r\n\r\n".encode())
        printed = receiver.stop()
    assert printed.count('"event":"request"') == 2
    assert "planted" not in printed
    assert TOKEN not in printed


def test_a_stop_finishes_what_is_under_way(folder):
    own = folder / "stops"
    own.mkdir()
    with running(own, "--events", str(own / "events")) as receiver:
        with closing(socket.create_connection(("127.0.0.1", receiver.port), timeout=30)) as connection:
            connection.sendall(f"{HEAD}Content-Length: 2\r\n\r\n{{".encode())
            time.sleep(0.3)
            receiver.process.terminate()
            time.sleep(0.3)
            connection.sendall(b"}")
            assert status_of(connection.recv(65_536)) == 202
        receiver.process.communicate(timeout=60)
    assert [envelope.body for envelope in stored(own / "events")] == [b"{}"]


def test_nothing_of_spark_delta_or_duckdb_is_imported():
    heavy = ("pyspark", "delta", "deltalake", "duckdb", "pyarrow", "pandas", "numpy", "databricks", "fastapi", "mcp")
    program = (
        "import sys; import faultbook.cli.receive, faultbook.receive.running, faultbook.receive.settings; "
        f"print(sorted({{name.split('.')[0] for name in sys.modules}} & set({heavy!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_needs_less_than_100_megabytes(receiver):
    for number in range(200):
        receiver.post("/alertmanager", json.dumps({"n": number}).encode(), {**JSON, **BEARER})
    with open(f"/proc/{receiver.process.pid}/status", encoding="utf-8") as status:  # noqa: PTH123
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 100 * 1024
