"""The command `mcp`: what clients paste, and a conversation over stdio with the program that they would start."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import faultbook.serve.mcp as mcp_package
from faultbook.cli import run_command_line
from tests.stores.seeded_lakehouse import seeded_lakehouse

HEAVY = {
    *("pyspark", "databricks.sdk", "pandas", "numpy", "pyarrow", "sqlglot", "sqlframe", "fastapi", "jinja2", "yaml"),
    *("prometheus_client", "faultbook_samples.logs", "faultbook.bundle", "faultbook.jobs", "faultbook.transforms"),
}


@pytest.fixture(autouse=True)
def _no_workspace(monkeypatch):
    for name in ("DATABRICKS_HOST", "DATABRICKS_WAREHOUSE_ID", "FAULTBOOK_CATALOG", "DATABRICKS_CONFIG_PROFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("client", "servers"),
    [("vscode", "servers"), ("claude", "mcpServers"), ("cursor", "mcpServers"), ("copilot", "mcpServers")],
)
def test_a_client_s_configuration_starts_this_program_over_this_folder(client, servers, capsys, tmp_path):
    assert run_command_line(["mcp", "--print-config", client, "--lakehouse", str(tmp_path)]) == 0

    entry = json.loads(capsys.readouterr().out)[servers]["faultbook"]
    assert entry["command"] == sys.executable
    assert entry["args"][-2:] == ["--lakehouse", str(tmp_path)]


def test_a_configuration_holds_no_credential(monkeypatch, capsys):
    monkeypatch.setenv("DATABRICKS_HOST", "https://example.org")
    monkeypatch.setenv("DATABRICKS_TOKEN", "dapi-secret")
    monkeypatch.setenv("DATABRICKS_WAREHOUSE_ID", "abc")

    assert run_command_line(["mcp", "--print-config", "cursor"]) == 0

    text = capsys.readouterr().out
    assert "dapi-secret" not in text
    assert json.loads(text)["mcpServers"]["faultbook"]["env"]["DATABRICKS_WAREHOUSE_ID"] == "abc"


def test_an_address_that_others_reach_is_refused_without_a_token(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("FAULTBOOK_MCP_TOKEN", raising=False)

    assert run_command_line(["mcp", "--http", "--host", "0.0.0.0", "--lakehouse", str(tmp_path)]) == 2
    assert "FAULTBOOK_MCP_TOKEN" in capsys.readouterr().err


def test_a_conversation_over_stdio_leaves_its_audit_in_the_file(tmp_path):
    folder, audit = seeded_lakehouse(tmp_path / "lakehouse"), tmp_path / "audit.jsonl"
    command = ["-m", "faultbook.cli", "mcp", "--lakehouse", str(folder), "--audit", str(audit)]
    started = StdioServerParameters(command=sys.executable, args=command, env=_environment())

    async def conversation():
        async with Client(stdio_client(started)) as session:
            return await session.call_tool("get_severity_summary", {})

    answer = anyio.run(conversation)

    assert not answer.is_error and answer.structured_content["total"] == 4
    assert json.loads(audit.read_text())["tool"] == "get_severity_summary"


def test_the_server_starts_without_what_it_does_not_need():
    """An assistant waits for it: what is imported here is time before the first answer."""
    program = (
        "import sys\n"
        "from faultbook.cli import run_command_line\n"
        "run_command_line(['mcp', '--print-config', 'vscode'])\n"
        "import faultbook.stores.local.local_store\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=_environment()
    )
    assert finished.stdout.splitlines()[-1] == "[]"


def test_the_server_object_can_be_loaded_from_its_file_as_mcp_dev_does():
    path = Path(mcp_package.__file__).with_name("server.py")
    spec = importlib.util.spec_from_file_location("server_module", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.server.name == "faultbook"


def _environment():
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
