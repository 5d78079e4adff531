"""Sessions connect to the address that was checked, resolve once, and take nothing from the environment."""

import shutil
import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest
import requests

from faultbook.clients.addresses import AddressRefused, AllowedHosts
from faultbook.clients.guarded import NotConnected, guarded_session
from tests.connecting.azure_server import make_certificate
from tests.loopback import Server, listening

HERE = AllowedHosts(("127.0.0.1", "tracker.example"), ("127.0.0.0/8",))


class Handler(BaseHTTPRequestHandler):
    received: list[str] = []  # noqa: RUF012

    def do_GET(self):
        Handler.received.append(str(self.headers))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words):
        pass


@pytest.fixture
def server():
    Handler.received.clear()
    with listening(Handler) as address:
        yield address


def test_a_name_is_resolved_once_and_connected_to_where_it_was_checked(server):
    """The resolver answers another address the second time: nobody looks a second time."""
    port, resolved = int(server.rpartition(":")[2]), []

    def resolve(host, port):
        resolved.append(host)
        return ["127.0.0.1"] if len(resolved) == 1 else ["169.254.169.254"]

    session = guarded_session(HERE, resolve=resolve)
    assert session.get(f"http://tracker.example:{port}/x", timeout=5).text == "ok"
    assert resolved == ["tracker.example"]
    assert f"Host: tracker.example:{port}" in Handler.received[0]
    with pytest.raises(AddressRefused, match="the metadata service"):
        session.get(f"http://tracker.example:{port}/x", timeout=5)
    assert len(Handler.received) == 1


@pytest.mark.parametrize("found", [["10.0.0.1"], ["::ffff:10.0.0.1"], ["127.0.0.1", "192.168.0.1"], ["fe80::1%lo"]])
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(server, found):
    port = server.rpartition(":")[2]
    session = guarded_session(HERE, resolve=lambda host, port: found)
    with pytest.raises(AddressRefused, match="has an address that is"):
        session.get(f"http://tracker.example:{port}/x", timeout=5)
    assert Handler.received == []


def test_a_host_that_is_not_named_is_not_connected_to(server):
    session = guarded_session(AllowedHosts(("api.github.com",), ("127.0.0.0/8",)))
    with pytest.raises(AddressRefused, match="is none that is allowed"):
        session.get(server, timeout=5)
    assert Handler.received == []


def test_proxies_and_netrc_of_the_environment_are_not_used(server, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    answer = guarded_session(HERE).get(server, headers={"Authorization": "Bearer own"}, timeout=5)
    assert answer.text == "ok"
    assert "Authorization: Bearer own" in Handler.received[0]


def test_cookies_are_not_kept(server):
    session = guarded_session(HERE)
    session.get(server, timeout=5)
    session.get(server, timeout=5)
    assert "Cookie" not in Handler.received[1]


def test_where_nobody_listens_nothing_was_sent():
    for resolve in (lambda host, port: ["127.0.0.1"], lambda host, port: []):
        with pytest.raises(NotConnected):
            guarded_session(HERE, resolve=resolve).get("http://tracker.example:1/x?token=hunter2", timeout=5)


def test_a_name_without_an_address_is_no_connection():
    def resolve(host, port):
        raise OSError("hunter2: Name or service not known")

    with pytest.raises(NotConnected) as raised:
        guarded_session(HERE, resolve=resolve).get("http://tracker.example:1/x", timeout=5)
    assert str(raised.value) == "OSError"


@contextmanager
def encrypted(folder):
    certificate, key = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port, str(certificate)
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl, which makes the certificate, is not installed")
def test_the_certificate_is_compared_with_the_name(tmp_path):
    Handler.received.clear()
    with encrypted(tmp_path) as (port, authorities):
        session = guarded_session(HERE, resolve=lambda host, port: ["127.0.0.1"], ca_file=authorities)
        assert session.get(f"https://127.0.0.1:{port}/x", timeout=5).text == "ok"
        for other in (session, guarded_session(HERE, resolve=lambda host, port: ["127.0.0.1"])):
            with pytest.raises(NotConnected):
                other.get(f"https://tracker.example:{port}/x", timeout=5)
    assert len(Handler.received) == 1


def test_a_session_is_one_of_requests():
    assert isinstance(guarded_session(HERE), requests.Session)
