"""Azure's management as a server of this machine, for the Azure CLI itself: it signs in as a managed identity.

`az` speaks https to Azure, and http to the identity of the machine; both are here, in one state.
"""

import base64
import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.connecting.azure_resources import SUBSCRIPTION, TENANT, Refused, answer
from tests.connecting.fake_az import land

AUDIENCE = "https://management.core.windows.net/"


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that is its own authority, and its key, by openssl."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


@contextmanager
def serving_azure(state: dict[str, Any], events: Path, certificate: Path, key: Path) -> Iterator[tuple[str, str]]:
    """The addresses of Azure's management and of the machine's identity. `state["calls"]` gets each change."""
    lock = Lock()
    addresses: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            address = urlsplit(self.path)
            path, query = address.path.rstrip("/"), parse_qs(address.query)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                status, found, headers = self._found(path, query, json.loads(body) if body else None)
            data = b"" if found is None else json.dumps(found).encode()
            self.send_response(status)
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(data))}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

        def _found(  # noqa: PLR0911 - one return for each kind of request
            self, path: str, query: dict[str, list[str]], body: Any
        ) -> tuple[int, Any, dict[str, str]]:
            if path.endswith("/identity/token"):
                return 200, token(query["resource"][0]), {}
            if path.endswith("/metadata/endpoints"):
                return 200, cloud(addresses[0]), {}
            if path.casefold().endswith("/createnotifications"):
                state["calls"].append({"path": path, "body": body})
                land(events)
                place = f"{addresses[0]}{path.rpartition('/')[0]}/notificationStatus/1?api-version=2024-10-01-preview"
                return 202, {}, {"Location": place}
            if "/notificationStatus/" in path:
                return 200, {"actionDetails": [{"Name": "faultbook", "Status": "Completed"}], "state": "Completed"}, {}
            if path == "/subscriptions":
                row = {"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION, "displayName": "Shop"}
                return 200, {"value": [{**row, "state": "Enabled", "tenantId": TENANT}]}, {}
            if path == f"/subscriptions/{SUBSCRIPTION}/resources":
                return 200, {"value": list(listed(state, query["$filter"][0]))}, {}
            if self.command != "GET":
                state["calls"].append({"path": path, "body": body})
            try:
                return 200, answer(state, self.command.lower(), path, query["api-version"][0], body), {}
            except Refused as refused:
                return refused.status, refused.body, {}

        def log_message(self, *words: object) -> None:
            pass

    management, identity = (ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    management.socket = context.wrap_socket(management.socket, server_side=True)
    addresses.append(f"https://127.0.0.1:{management.server_port}")
    for server in (management, identity):
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield addresses[0], f"http://127.0.0.1:{identity.server_port}/identity/token"
    finally:
        for server in (management, identity):
            server.shutdown()
            server.server_close()


def listed(state: dict[str, Any], condition: str) -> Iterator[dict[str, Any]]:
    """The rows that a filter of `az resource list` takes: a type, or a tag with its value."""
    words = condition.split("'")
    for key, row in state["resources"].items():
        if "/diagnosticsettings/" in key:
            continue
        has_type = words[0].startswith("resourceType") and row["type"].casefold() == words[1].casefold()
        tags = row.get("tags") or {}
        has_tag = words[0].startswith("tagname") and words[1] in tags and (len(words) < 4 or tags[words[1]] == words[3])
        if has_type or has_tag:
            yield {name: value for name, value in row.items() if name != "properties"}


def token(resource: str) -> dict[str, Any]:
    """What the identity of a machine answers: a token that nobody checks here."""
    end = int(time.time()) + 9_000
    machine = "/subscriptions/x/resourcegroups/y/providers/Microsoft.Compute/virtualMachines/z"
    parts = ({"alg": "none"}, {"oid": "o", "tid": TENANT, "appid": "a", "exp": end, "xms_mirid": machine})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return {
        "access_token": ".".join([*coded, "eHh4"]),
        "expires_on": str(end),
        "resource": resource,
        "token_type": "Bearer",
    }


def cloud(address: str) -> dict[str, Any]:
    """What `az cloud register` reads."""
    names = ("portal", "gallery", "graph", "graphAudience", "resourceManager", "media", "batch", "sqlManagement")
    others = ("vmImageAliasDoc", "activeDirectoryDataLake", "microsoftGraphResourceId")
    return {
        "name": "loopback",
        **dict.fromkeys((*names, *others), f"{address}/"),
        "authentication": {
            "loginEndpoint": address,
            "audiences": [AUDIENCE],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {"storage": "s", "keyVaultDns": "k", "sqlServerHostname": "q"},
    }
