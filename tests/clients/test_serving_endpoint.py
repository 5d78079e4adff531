"""A chat model's answer is its text and its tokens; everything else is an error with a fix."""

import pytest

from faultbook.clients.serving_endpoint import QuestionRefused, Reply, ask
from faultbook.clients.workspace import workspace_client
from faultbook.errors import MissingDependency
from tests.clients.loopback_model import ENDPOINT, REASONED, Model, serving


def answer_of(model: Model, endpoint: str = ENDPOINT) -> Reply:
    with serving(model) as host:
        client = workspace_client(host, token="canary-token", retry_seconds=1)
        return ask(client, endpoint, system="Be brief.", user="{}")


@pytest.mark.parametrize(
    ("content", "text"), [("  A pool.\n", "A pool."), (REASONED, "The pool is exhausted.")], ids=["words", "parts"]
)
def test_the_answer_is_its_words_and_tokens(content, text):
    model = Model(reply=content)

    assert answer_of(model) == Reply(text, 460)
    [requests] = model.requests
    assert [(message["role"], message["content"]) for message in requests["messages"]] == [
        ("system", "Be brief."),
        ("user", "{}"),
    ]
    assert requests["max_tokens"] == 1_000 and "temperature" not in requests


@pytest.mark.parametrize("content", ["", None, REASONED[:1], ["word"], {"text": "word"}])
def test_an_answer_without_words_is_an_answer_that_was_paid_for(content):
    assert answer_of(Model(reply=content)) == Reply("", 460)


@pytest.mark.parametrize(
    ("content", "words", "kind"),
    [
        (401, "databricks auth login", MissingDependency),
        (403, "CAN QUERY", MissingDependency),
        (404, "databricks serving-endpoints list", MissingDependency),
        (400, "llm/v1/chat", QuestionRefused),
        (429, "the next run tries again", QuestionRefused),
    ],
)
def test_no_answer_names_the_endpoint_and_what_to_do_and_neither_host_nor_token(content, words, kind):
    with pytest.raises(MissingDependency, match=words) as raised:
        answer_of(Model(reply=content))

    assert type(raised.value) is kind and ENDPOINT in str(raised.value)
    assert "secret.internal" not in str(raised.value) and "canary" not in str(raised.value)


def test_an_endpoint_that_is_not_there_is_named():
    with pytest.raises(MissingDependency, match=r"'other'.*no endpoint of that name"):
        answer_of(Model(), "other")
