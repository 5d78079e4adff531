"""The same life of an issue against trackers that are not ours: `emulate`, a stand-in of GitHub, and Gitea itself.

Node comes from PyPI, `emulate` from the npm registry: the test skips where that cannot be reached. Gitea runs where
FAULTBOOK_GITEA names its binary; FAULTBOOK_GITEA_STATIC the folder with its `templates`, `options` and `public`, where
they are not part of the binary.
"""

import json
import os

import pytest
from faultbook_samples.demo import trackers as local

from faultbook.delivery.assigner import Errand
from faultbook.delivery.assignment import person
from faultbook.delivery.port import ClosedAs, Gone, IssueChange, IssueState, NewIssue, Refused
from faultbook.errors import MissingDependency
from faultbook.trackers.assigners import TrackerAssigner
from faultbook.trackers.assistants import assign_by_label
from faultbook.trackers.inspecting import SignedIn, label_names, repository_state, signed_in, workflow_files
from faultbook.trackers.registered import TrackerConnection, open_tracker
from tests.trackers.life_cycle import live
from tests.trackers.two_way import known_after_one_read

pytestmark = pytest.mark.verify

NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "network")
REPOSITORY = local.REPOSITORY


def opened(kind, api, token):
    """A tracker on this machine."""
    connection = TrackerConnection(kind, api=api, hosts=("127.0.0.1",), networks=("127.0.0.0/8",))
    return open_tracker(connection, lambda: token)


@pytest.fixture
def emulate(tmp_path):
    """A tracker at a running `emulate`."""
    try:
        with local.emulate(tmp_path / "emulate") as tracker:
            yield tracker
    except MissingDependency as missing:
        if any(word in str(missing) for word in NO_NETWORK):
            pytest.skip("The npm registry cannot be reached, so no issue was made in GitHub's stand-in `emulate`.")
        raise


def test_a_life_of_an_issue_in_emulate(emulate):
    # It takes `duplicate` for `completed`.
    live(emulate, REPOSITORY, kept=frozenset((ClosedAs.COMPLETED, ClosedAs.NOT_PLANNED)))
    number = emulate.make(REPOSITORY, NewIssue("x", "", ("bug",))).number
    assert assign_by_label(emulate, REPOSITORY, number, "ai:claude").took
    assert set(emulate.read(REPOSITORY, number)[0].labels) == {"bug", "ai:claude"}
    assert emulate.may_write(REPOSITORY, "acme") and not emulate.may_write(REPOSITORY, "ada")
    with pytest.raises(Gone):
        emulate.read(REPOSITORY, 4_711)
    with pytest.raises(Refused, match="Nor is the repository"):
        emulate.make("acme/absent", NewIssue("x", ""))
    with pytest.raises(Refused, match="422"):
        emulate.change(REPOSITORY, number, IssueChange(assignees=("nobody-here",)))


def errand(tracker, login):
    """An issue to assign to a person."""
    return Errand(tracker.make(REPOSITORY, NewIssue("x", "")), person(login), "", "int-0123456789abcdef")


def test_assignment_in_emulate(emulate):
    assigner = TrackerAssigner(emulate)
    first = errand(emulate, "acme")
    assert assigner.assign(first).took
    found, comments = emulate.read(REPOSITORY, first.issue.number)
    assert found.assignees == ("acme",) and assigner.has(found, comments, first.assignee, first.intent_id)
    with pytest.raises(Refused, match="nobody-here is no collaborator of acme/pipelines who may write"):
        assigner.assign(errand(emulate, "nobody-here"))


def test_what_doctor_reads_in_emulate(emulate):
    assert signed_in(emulate) == SignedIn("faultbook-bot", is_bot=False)
    state = repository_state(emulate, REPOSITORY)
    assert (state.name, state.has_issues, state.is_archived) == (REPOSITORY, True, False)
    emulate.make(REPOSITORY, NewIssue("x", "", ("bug",)))
    assert "bug" in label_names(emulate, REPOSITORY)
    assert list(workflow_files(emulate, REPOSITORY)) == []
    with pytest.raises(Refused, match="404: it is not there, or the account may not see it"):
        repository_state(emulate, "acme/absent")


def test_every_page_in_emulate(emulate):
    for number in range(205):
        emulate.make(REPOSITORY, NewIssue(f"issue {number}", ""))
    listed = [issue.number for issue in emulate.listed(REPOSITORY, creator=emulate.account)]
    assert sorted(listed) == list(range(1, 206))


def test_what_people_do_is_known_in_emulate(emulate):
    known_after_one_read(emulate, opened("github", emulate.api.address, local.OWNER_TOKEN), has_reactions=False)


@pytest.fixture
def gitea(tmp_path):
    """Trackers signed in at a running Gitea, by login."""
    if not os.environ.get(local.GITEA):
        pytest.skip("FAULTBOOK_GITEA does not name the binary of Gitea, so no issue was made in it.")
    with local.gitea(tmp_path) as trackers:
        yield trackers


def test_a_life_of_an_issue_in_gitea(gitea):
    bot, ada, owner = gitea["faultbook-bot"], gitea["ada"], gitea["acme"]
    live(bot, REPOSITORY, kept=frozenset())
    number = bot.make(REPOSITORY, NewIssue("x", "", ("bug",))).number
    assert assign_by_label(bot, REPOSITORY, number, "ai:claude").took
    assert set(bot.read(REPOSITORY, number)[0].labels) == {"bug", "ai:claude"}
    assert bot.change(REPOSITORY, number, IssueChange(assignees=("acme",))).assignees == ("acme",)

    assert TrackerAssigner(bot).assign(errand(bot, "acme")).took
    with pytest.raises(Refused, match="nobody-here is no collaborator of acme/pipelines who may write"):
        TrackerAssigner(bot).assign(errand(bot, "nobody-here"))
    assert repository_state(bot, REPOSITORY).may_write and "bug" in label_names(bot, REPOSITORY)

    owner.change(REPOSITORY, number, IssueChange(state=IssueState.CLOSED))
    assert bot.read(REPOSITORY, number)[0].closed_by == "acme"
    assert [bot.may_write(REPOSITORY, login) for login in ("acme", "faultbook-bot", "ada", "nobody-here")] == [
        *(True, True, False, False)
    ]
    by_ada = ada.make(REPOSITORY, NewIssue("of a reader", "", ("bug", "a-new-label")))
    assert by_ada.labels == ()

    with pytest.raises(Gone):
        bot.read(REPOSITORY, 4_711)
    with pytest.raises(Refused, match="Nor is the repository"):
        bot.make("acme/absent", NewIssue("x", ""))
    with pytest.raises(Refused, match="the token is wrong"):
        opened("gitea", bot.api.address, "0" * 40).make(REPOSITORY, NewIssue("x", ""))


def test_what_people_do_is_known_in_gitea(gitea):
    known_after_one_read(gitea["faultbook-bot"], gitea["acme"])


def test_every_page_in_gitea(gitea):
    bot = gitea["faultbook-bot"]
    for number in range(105):
        bot.make(REPOSITORY, NewIssue(f"issue {number}", ""))
    listed = [issue.number for issue in bot.listed(REPOSITORY, creator=bot.account)]
    assert sorted(listed) == list(range(1, 106))


def test_a_renamed_repository_in_gitea(gitea):
    bot = gitea["faultbook-bot"]
    number = bot.make(REPOSITORY, NewIssue("x", "")).number
    gitea["acme"].api.write("PATCH", f"/repos/{REPOSITORY}", {"name": "flows"})
    found, _ = bot.read(REPOSITORY, number)
    assert (found.repository, found.number) == ("acme/flows", number)
    with pytest.raises(Refused) as raised:
        bot.make(REPOSITORY, NewIssue("x", ""))
    assert json.dumps(str(raised.value)).isascii()
