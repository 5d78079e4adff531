"""Sessions of requests that connect to allowed hosts only, at the address that was checked.

A name that is resolved twice, once for the check and once for the connection, can have two answers: the connection
resolves it itself, checks, and connects to what it checked. TLS still compares the certificate with the name.
"""

import socket
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from faultbook.clients.addresses import AddressRefused, AllowedHosts, Resolve, resolved
from faultbook.errors import FaultbookError


class NotConnected(FaultbookError):
    """No connection, or no TLS on it: nothing of the request was sent. The text is the kind of the failure."""


def guarded_session(allowed: AllowedHosts, *, resolve: Resolve = resolved, ca_file: str = "") -> requests.Session:
    """A session for the allowed hosts. AddressRefused or NotConnected before anything was sent.

    Nothing of the environment is used: a proxy would resolve names out of sight, and `.netrc` replaces credentials.
    `ca_file`: certificates of the authorities, for a host whose authority is not public.
    """
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_file or True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _GuardedAdapter(allowed, resolve)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, allowed: AllowedHosts, resolve: Resolve) -> None:
        self._allowed, self._resolve = allowed, resolve
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed, self._resolve)

    def send(self, request: Any, *arguments: Any, **options: Any) -> Any:
        self._allowed.checked(request.url)
        return super().send(request, *arguments, **options)


def _pools(allowed: AllowedHosts, resolve: Resolve) -> dict[str, type[HTTPConnectionPool]]:
    """Pools by scheme, whose connections resolve and check by themselves."""

    def connected(connection: Any, *, plain: bool) -> socket.socket:
        found = allowed.addresses(connection.host, connection.port, resolve, plain=plain)
        return _first_that_answers(found, connection)

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connected(self, plain=True)

        def connect(self) -> None:
            _connect(super().connect)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connected(self, plain=False)

        def connect(self) -> None:
            _connect(super().connect)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _connect(connect: Any) -> None:
    """Connects; what fails here failed before a byte of the request was sent."""
    try:
        connect()
    except AddressRefused:
        raise
    except (OSError, HTTPError, ValueError) as failure:
        # Their texts name addresses.
        raise NotConnected(type(failure).__name__) from None


def _first_that_answers(addresses: list[str], connection: Any) -> socket.socket:
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            found = socket.create_connection((address, connection.port), connection.timeout)
        except OSError as refused:
            failure = refused
            continue
        # Head and body of a request are sent apart: with Nagle's algorithm the body waits for an acknowledgement.
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found
    raise failure
