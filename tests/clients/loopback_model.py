"""A workspace on this machine with one serving endpoint, which answers chat messages and can misbehave."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import listening

ENDPOINT = "chat-model"
REASONED = [
    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "The engineer asks about a spike."}]},
    {"type": "text", "text": "The pool is exhausted."},
]
"""Content of a message by a model that reasons: docs.databricks.com, Foundation model REST API, ContentItem."""


@dataclass
class Model:
    """What the endpoint returns next: text, content, or a status with an error; `reply` where nothing is queued."""

    reply: Any = "Probably a deployment."
    next: deque[Any] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer to one POST, as docs.databricks.com has it under "Foundation model REST API, Chat task"."""
        if path != f"/serving-endpoints/{ENDPOINT}/invocations":
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "The endpoint does not exist."}
        content = self.next.popleft() if self.next else self.reply
        if isinstance(content, int):
            return content, {"error_code": _CODES[content], "message": "host secret.internal says no"}
        self.requests.append(body)
        return 200, {
            "id": f"chatcmpl-{len(self.requests)}",
            "object": "chat.completion",
            "created": 1_770_000_000,
            "model": "some-model-2026-01",
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"},
            ],
            "usage": {"prompt_tokens": 400, "completion_tokens": 60, "total_tokens": 460},
        }


_CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "RESOURCE_DOES_NOT_EXIST",
    429: "REQUEST_LIMIT_EXCEEDED",
}


@contextmanager
def serving(model: Model) -> Iterator[str]:
    """The address of a workspace that has the model's endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = model.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host
