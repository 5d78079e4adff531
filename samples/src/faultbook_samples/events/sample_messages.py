"""The sample messages: `messages/ORIGIN.md` names where they come from."""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

_FOLDER = "messages"


@dataclass(frozen=True)
class Message:
    """A message of a sender. expected: what must be read from it; None where nobody knows."""

    name: str
    source: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    expected: dict[str, Any] | None = None

    @property
    def endpoint(self) -> str:
        """The path of the receiver that such messages are sent to."""
        return f"webhook/{self.source.removeprefix('webhook-')}" if self.source.startswith("webhook-") else self.source


def sample_messages() -> list[Message]:
    """All sample messages, by name."""
    found = []
    for path in sorted(files(__package__).joinpath(_FOLDER).iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".json"):
            row = json.loads(path.read_text("utf-8"))
            body = json.dumps(row["body"], ensure_ascii=False)
            name = path.name.removesuffix(".json")
            found.append(Message(name, row["source"], body, row["headers"], row["expected"]))
    return found
