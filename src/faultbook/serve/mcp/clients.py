"""What clients want in their configuration files to start the server, as text to paste."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Client(StrEnum):
    """Programs that speak MCP."""

    VSCODE = "vscode"
    CLAUDE = "claude"
    CURSOR = "cursor"
    COPILOT = "copilot"


FILES = {
    Client.VSCODE: ".vscode/mcp.json",
    Client.CLAUDE: ".mcp.json of the project (Claude Code), or claude_desktop_config.json",
    Client.CURSOR: ".cursor/mcp.json",
    Client.COPILOT: "~/.copilot/mcp-config.json",
}


def configuration(client: Client, command: str, arguments: list[str], environment: Mapping[str, str]) -> str:
    """The JSON for the client's file. `environment`: names and addresses only, never a credential."""
    server: dict[str, Any] = {"command": command, "args": arguments}
    if environment:
        server["env"] = dict(environment)
    match client:
        case Client.VSCODE:
            held = {"servers": {"faultbook": {"type": "stdio", **server}}}
        case Client.COPILOT:
            held = {"mcpServers": {"faultbook": {"type": "local", **server, "tools": ["*"]}}}
        case _:
            held = {"mcpServers": {"faultbook": server}}
    return json.dumps(held, indent=2)
