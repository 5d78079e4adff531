"""A chat model's answer is its words and its tokens; whatever else comes is an error that says what to do."""

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
    ("said", "text"), [("  A pool.\n", "A pool."), (REASONED, "The pool is exhausted.")], ids=["words", "parts"]
)
def test_the_answer_is_its_words_and_tokens(said, text):
    model = Model(says=said)

    assert answer_of(model) == Reply(text, 460)
    [asked] = model.asked
    assert [(message["role"], message["content"]) for message in asked["messages"]] == [
        ("system", "Be brief."),
        ("user", "{}"),
    ]
    assert asked["max_tokens"] == 1_000 and "temperature" not in asked


@pytest.mark.parametrize("said", ["", None, REASONED[:1], ["word"], {"text": "word"}])
def test_an_answer_without_words_is_an_answer_that_was_paid_for(said):
    assert answer_of(Model(says=said)) == Reply("", 460)


@pytest.mark.parametrize(
    ("said", "words", "kind"),
    [
        (401, "databricks auth login", MissingDependency),
        (403, "CAN QUERY", MissingDependency),
        (404, "databricks serving-endpoints list", MissingDependency),
        (400, "llm/v1/chat", QuestionRefused),
        (429, "the next run asks again", QuestionRefused),
    ],
)
def test_no_answer_names_the_endpoint_and_what_to_do_and_neither_host_nor_token(said, words, kind):
    with pytest.raises(MissingDependency, match=words) as told:
        answer_of(Model(says=said))

    assert type(told.value) is kind and ENDPOINT in str(told.value)
    assert "secret.internal" not in str(told.value) and "canary" not in str(told.value)


def test_an_endpoint_that_is_not_there_is_named():
    with pytest.raises(MissingDependency, match=r"'other'.*no endpoint of that name"):
        answer_of(Model(), "other")
