"""Asks a chat model behind a Databricks serving endpoint (foundation model or external model)."""

from dataclasses import dataclass
from typing import Any

from faultbook.clients.databricks_errors import CalledResource
from faultbook.errors import MissingDependency

ANSWER_SECONDS = 60.0
RETRY_SECONDS = 30.0
MOST_TOKENS = 1_000


@dataclass(frozen=True)
class Reply:
    """A model's answer, '' where it has no text, and the tokens of question and answer; 0: not reported."""

    text: str
    tokens: int


class QuestionRefused(MissingDependency):
    """This question got no answer; another one may."""


def ask(client: Any, endpoint: str, *, system: str, user: str) -> Reply:
    """One question, one answer of at most 1,000 tokens. `client`: a WorkspaceClient.

    QuestionRefused or MissingDependency, naming the endpoint and what to do, where there is no answer.
    """
    from databricks.sdk.service.serving import ChatMessage, ChatMessageRole  # noqa: PLC0415  (an extra, slow to import)

    # No temperature: models that reason refuse it.
    messages = [ChatMessage(system, ChatMessageRole.SYSTEM), ChatMessage(user, ChatMessageRole.USER)]
    try:
        answer = client.serving_endpoints.query(endpoint, messages=messages, max_tokens=MOST_TOKENS)
        text = _words(answer.choices[0].message.content) if answer.choices and answer.choices[0].message else ""
        return Reply(text, (answer.usage.total_tokens or 0) if answer.usage else 0)
    except Exception as raised:
        kind = type(raised).__name__
        hint = _ENDPOINT.hint(raised)
        message = f"Serving endpoint {endpoint!r} (analysis_endpoint) did not answer ({kind}). {hint}"
        raise (QuestionRefused if kind in _OF_THE_QUESTION else MissingDependency)(message) from raised


def _words(content: Any) -> str:
    """A message's text. Models that reason send a list of parts, of which those of type "text" are the answer."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        content = "".join(str(part.get("text") or "") for part in parts)
    return content.strip() if isinstance(content, str) else ""


_ENDPOINT = CalledResource(
    needs="CAN QUERY on the endpoint",
    absent="There is no endpoint of that name: databricks serving-endpoints list.",
    retry="the next run tries again",
    more={
        "BadRequest": "Its filter refuses the text, or it is no model of the task llm/v1/chat.",
        "InvalidParameterValue": "It is no model of the task llm/v1/chat.",
    },
)
_OF_THE_QUESTION = frozenset(("BadRequest", "InvalidParameterValue", "TimeoutError", "DeadlineExceeded"))
