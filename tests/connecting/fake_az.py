"""A stand-in for the Azure CLI: the commands that faultbook uses, with the outputs and errors of version 2.91.

Its state is the JSON file that FAKE_AZ names. Each call is recorded with its words and its standard input before it is
answered. `kill_at`: the number of the call after which the caller is killed.
"""

import base64
import json
import os
import signal
import site
import sys
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

from tests.connecting.azure_resources import SUBSCRIPTION, TENANT, Refused, answer, deny

VALUES = {
    *("--method", "--url", "--body", "--headers", "--resource", "--output", "--subscription", "--resource-type"),
    *("--tag", "--resource-group", "--action-group", "--alert-type"),
}
FLAGS = {"--only-show-errors"}
NOT_SIGNED_IN = "ERROR: Please run 'az login' to setup account."


class Failed(Exception):
    """What is written on standard error; exit code 1."""


def parsed(words: list[str]) -> tuple[list[str], dict[str, Any]]:
    """The command and its options. An option that az does not have is an error, as with az."""
    command = list(takewhile(lambda word: not word.startswith("-"), words))
    options: dict[str, Any] = {}
    rest = words[len(command) :]
    while rest:
        name, *rest = rest
        if name == "--add-action":
            taken = next((i for i, word in enumerate(rest) if word.startswith("--")), len(rest))
            options[name], rest = rest[:taken], rest[taken:]
        elif name in VALUES:
            options[name], *rest = rest
        elif name in FLAGS:
            options[name] = True
        else:
            raise Failed(f"ERROR: unrecognized arguments: {name}")
    return command, options


def run(state: dict[str, Any], words: list[str], standard_input: str) -> Any:
    """The output of one call, as JSON; None for none."""
    if not state.get("signed_in", True):
        raise Failed(NOT_SIGNED_IN)
    command, options = parsed(words)
    match command:
        case ["account", "show"]:
            user = {"name": "ada@example.com", "type": "user"}
            return {"id": SUBSCRIPTION, "name": "Shop", "tenantId": TENANT, "user": user, "state": "Enabled"}
        case ["resource", "list"]:
            return listed(state, options)
        case ["rest"]:
            return rest(state, options, standard_input)
        case ["monitor", "action-group", "test-notifications", "create"]:
            return notification(state, options, standard_input)
    raise Failed(f"ERROR: '{' '.join(command)}' is misspelled or not recognized by the system.")


def options_of(words: list[str]) -> dict[str, Any]:
    """The options of a whole command line."""
    return parsed(words[1:])[1]


def listed(state: dict[str, Any], options: dict[str, Any]) -> list[dict[str, Any]]:
    """`az resource list`: no properties, and diagnostic settings are no resources of a list."""
    if "Microsoft.Resources/subscriptions/resources/read" in state["denied"]:
        return []
    rows = [row for key, row in state["resources"].items() if "/diagnosticsettings/" not in key]
    if kind := options.get("--resource-type"):
        rows = [row for row in rows if row["type"].casefold() == kind.casefold()]
    if tag := options.get("--tag"):
        name, has_value, value = tag.partition("=")
        rows = [
            row for row in rows if name in (tags := row.get("tags") or {}) and (not has_value or tags[name] == value)
        ]
    return [{**row, "resourceGroup": row["id"].split("/")[4], "properties": None} for row in rows]


def rest(state: dict[str, Any], options: dict[str, Any], standard_input: str) -> Any:
    """`az rest`: --body @- is what standard input has; an error is `Reason({json})`."""
    address = urlsplit(options["--url"])
    path = options["--url"].partition("?")[0]
    body = json.loads(standard_input) if options.get("--body") == "@-" else None
    try:
        return answer(state, options["--method"], path, parse_qs(address.query)["api-version"][0], body)
    except Refused as refused:
        raise Failed(f"ERROR: {refused.reason}({json.dumps(refused.body)})") from refused


def notification(state: dict[str, Any], options: dict[str, Any], standard_input: str) -> Any:
    """Sends a test alert: an envelope in the events folder, where the receiver is reached and knows the credential."""
    scope = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{options['--resource-group']}"
    try:
        deny(state, "Microsoft.Insights/createNotifications/write", scope)
    except Refused as refused:
        # Other commands than `rest` write it so.
        error = refused.body["error"]
        text = f"ERROR: ({error['code']}) {error['message']}\nCode: {error['code']}\nMessage: {error['message']}"
        raise Failed(text) from refused
    kind, name, uri, *more = options["--add-action"]
    assert (kind, more[-1], options["--alert-type"]) == ("webhook", "usecommonalertschema", "logalertv2")
    uri = standard_input if uri == "@-" else uri
    if state.get("receiver"):
        accepted = post(uri, state["receiver"])
    else:
        accepted = uri == state.get("accepted", uri)
        if accepted and state.get("events"):
            land(Path(state["events"]))
    status = (
        {"Status": "Succeeded", "Detail": None} if accepted else {"Status": "Failed", "Detail": "Unauthorized (401)"}
    )
    detail = {"MechanismType": "Webhook", "Name": name, "SubState": "Default", **status}
    return {"actionDetails": [detail], "state": "Complete", "createdTime": "2026-12-01T00:00:00+00:00"}


def alert() -> bytes:
    """A test alert, as far as it is looked at."""
    fired = datetime.now(UTC).isoformat()
    essentials = {"alertRule": "test-logAlertRule-v2", "monitoringService": "Log Alerts V2", "firedDateTime": fired}
    body = {"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": essentials, "alertContext": {}}}
    return json.dumps(body).encode()


def post(uri: str, receiver: str) -> bool:
    """Calls a webhook as action groups do, at a receiver of this machine: user and password become a header."""
    found = urlsplit(uri)
    address = f"{receiver}{found.path}" + (f"?{found.query}" if found.query else "")
    request = Request(address, alert(), {"Content-Type": "application/json"}, method="POST")
    if found.username is not None:
        text = f"{unquote(found.username)}:{unquote(found.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(text.encode()).decode()}")
    try:
        with urlopen(request, timeout=30) as answer:
            return bool(answer.status < 300)
    except HTTPError:
        return False


def land(events: Path) -> None:
    """What the receiver does with the alert."""
    site.main()  # most calls are quicker without site-packages
    from faultbook.events.envelope import Envelope  # noqa: PLC0415

    envelope = Envelope(source="azure-monitor", received_at=datetime.now(UTC), body=alert())
    path = events / envelope.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(envelope.to_line())


def main() -> int:
    """One call."""
    file = Path(os.environ["FAKE_AZ"])
    state = json.loads(file.read_text())
    standard_input = sys.stdin.read()
    state["calls"].append({"words": sys.argv[1:], "input": standard_input})
    code = 0
    try:
        found = run(state, sys.argv[1:], standard_input)
        print("" if found is None or options_of(sys.argv).get("--output") == "none" else json.dumps(found))
    except Failed as failed:
        print(failed, file=sys.stderr)
        code = 1
    file.write_text(json.dumps(state))
    if state.get("kill_at") == len(state["calls"]):
        os.kill(os.getppid(), signal.SIGKILL)
    return code


if __name__ == "__main__":
    sys.exit(main())
