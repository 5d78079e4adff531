"""Asks a chat model behind a Databricks serving endpoint (foundation model or external model)."""

from dataclasses import dataclass
from typing import Any

from faultbook.errors import MissingDependency

ANSWER_SECONDS = 60.0
RETRY_SECONDS = 30.0
MOST_TOKENS = 1_000


@dataclass(frozen=True)
class Reply:
    """What a model answered, and the tokens that question and answer took; 0 where the endpoint does not say."""

    text: str
    tokens: int


def ask(client: Any, endpoint: str, *, system: str, user: str) -> Reply:
    """One question, one answer of at most 1,000 tokens. `client`: a WorkspaceClient.

    MissingDependency, naming the endpoint and what to do, where there is no answer or none in words.
    """
    from databricks.sdk.service.serving import ChatMessage, ChatMessageRole  # noqa: PLC0415  (an extra, slow to import)

    # No temperature: models that reason refuse it.
    messages = [ChatMessage(system, ChatMessageRole.SYSTEM), ChatMessage(user, ChatMessageRole.USER)]
    try:
        answer = client.serving_endpoints.query(endpoint, messages=messages, max_tokens=MOST_TOKENS)
    except Exception as raised:
        words = _HINTS.get(type(raised).__name__, "Check that the workspace can be reached: faultbook doctor.")
        raise MissingDependency(f"{_named(endpoint)} did not answer ({type(raised).__name__}). {words}") from raised
    text = _words(answer.choices[0].message.content) if answer.choices and answer.choices[0].message else ""
    if not text:
        raise MissingDependency(
            f"{_named(endpoint)} answered without a word of text. Expected: a model of the task llm/v1/chat whose "
            f"answers fit into {MOST_TOKENS} tokens, its thinking included."
        )
    return Reply(text, (answer.usage.total_tokens or 0) if answer.usage else 0)


def _words(content: Any) -> str:
    """A message's text. Models that reason send a list of parts, of which those of type "text" are the answer."""
    if isinstance(content, list):
        content = "".join(part.get("text") or "" for part in content if part.get("type") == "text")
    return (content or "").strip()


def _named(endpoint: str) -> str:
    return f"Serving endpoint {endpoint!r} (analysis_endpoint)"


_HINTS = {
    "Unauthenticated": "The credential is not valid (any more): databricks auth login, or a new token.",
    "PermissionDenied": "It needs CAN QUERY on the endpoint: docs/grants.md.",
    "NotFound": "There is no endpoint of that name: databricks serving-endpoints list.",
    "ResourceDoesNotExist": "There is no endpoint of that name: databricks serving-endpoints list.",
    "BadRequest": "It takes no chat messages: name a model of the task llm/v1/chat.",
    "InvalidParameterValue": "It takes no chat messages: name a model of the task llm/v1/chat.",
    "TooManyRequests": "It has too much to do; the next run asks again.",
    "TemporarilyUnavailable": "It is not there for a moment; the next run asks again.",
    "TimeoutError": "It has too much to do, or cannot be reached; the next run asks again.",
}
