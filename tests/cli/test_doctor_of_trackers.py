"""`doctor` tries each tracker without writing: each thing that is missing is one line, with what to do."""

import pytest
import stamina

from faultbook.cli.doctor.diagnosis import Diagnosis, Status
from faultbook.cli.doctor.trackers import VARIABLE, tracker_checks
from tests.trackers.stand_in import serving

REPOSITORY = "acme/pipelines"
BOT = "faultbook-bot"
WORKFLOW = """
on:
  issues: {{types: [opened, {kind}]}}
jobs:
  claude:
    steps:
      - uses: actions/checkout@v5
      - uses: anthropics/claude-code-action@v1
        with: {{label_trigger: {label}, allowed_bots: "{bots}"}}
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("TOKEN", "token-of-the-bot")
    monkeypatch.setenv("USER_TOKEN", "token-of-a-person")
    with stamina.set_testing(True, attempts=3):  # without pauses
        yield


@pytest.fixture(params=["github", "gitea"])
def stand_in(request):
    with serving(request.param) as found:
        found.repository(REPOSITORY)
        yield found


@pytest.fixture
def github():
    with serving("github") as found:
        found.repository(REPOSITORY)
        yield found


@pytest.fixture
def checked(tmp_path):
    def check(stand_in, more: str = "") -> dict[str, Diagnosis]:
        api = stand_in.address + ("/api/v1" if stand_in.dialect == "gitea" else "")
        tracker = f"kind: {stand_in.dialect}, url: '{api}', networks: [127.0.0.0/8], token: '${{env:TOKEN}}'"
        user = ", user_token: '${env:USER_TOKEN}'" if stand_in.dialect == "github" else ""
        (tmp_path / "catalog").mkdir(exist_ok=True)
        text = f"trackers:\n  t: {{{tracker}{user}}}\nrepositories: {{default: {REPOSITORY}}}\n{more}"
        (tmp_path / "catalog" / "incidents.yml").write_text(text, "utf-8")
        found = {each.name: each for each in tracker_checks(tmp_path)}
        assert all(each.method == "GET" for each in stand_in.requests), "nothing is written"
        return found

    return check


def test_without_trackers_there_is_no_line(tmp_path):
    assert list(tracker_checks(tmp_path)) == []
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "incidents.yml").write_text("ending: {good_runs: 3}\n")
    assert list(tracker_checks(tmp_path)) == []


def test_what_is_in_order_is_shown_with_the_account_and_the_labels(stand_in, checked):
    stand_in.repository(REPOSITORY).labels["Faultbook"] = 1
    found = checked(stand_in, "labels: {always: [bug]}")
    assert [each.status for each in found.values()] == [Status.OK, Status.OK]
    assert found["Tracker t"].found.startswith(f"signed in as {BOT}, a user, at http://127.0.0.1")
    line = f"issues are on; {BOT} may write; labels that will be made: bug"
    assert found[f"Repository t:{REPOSITORY}"].found == line


def test_a_wrong_file_is_one_line(checked, github):
    found = checked(github, "labels: {managed: ''}")
    assert list(found) == ["Tickets"]
    assert ":4: labels.managed: found the label ''" in found["Tickets"].found and found["Tickets"].remedy


def test_refused_credentials(stand_in, checked, monkeypatch):
    monkeypatch.setenv("TOKEN", "hunter2-is-wrong")
    found = checked(stand_in)
    assert list(found) == ["Tracker t"] and found["Tracker t"].status is Status.FAIL
    assert "401: the token is wrong or has expired" in found["Tracker t"].found
    assert "hunter2" not in str(found)


def test_a_secret_that_is_missing(github, checked, monkeypatch):
    monkeypatch.delenv("TOKEN")
    assert "the variable TOKEN is not set" in checked(github)["Tracker t"].found


def test_a_tracker_that_cannot_be_reached(tmp_path):
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "incidents.yml").write_text(
        "trackers: {t: {kind: github, url: 'http://127.0.0.1:9', networks: [127.0.0.0/8], token: '${env:TOKEN}'}}"
    )
    (found,) = tracker_checks(tmp_path)
    assert found.status is Status.FAIL and "no connection" in found.found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda kept, hidden: hidden.add(REPOSITORY), "404: it is not there, or the account may not see it"),
        (lambda kept, _: setattr(kept, "has_issues", False), "its issues are switched off"),
        (lambda kept, _: setattr(kept, "archived", True), "it is archived"),
        (lambda kept, _: kept.writers.clear(), f"{BOT} may read it, and not write to it"),
    ],
)
def test_what_is_wrong_with_a_repository(stand_in, checked, change, words):
    change(stand_in.repository(REPOSITORY), stand_in.hidden)
    found = checked(stand_in, "assignment: {default: {person: ada}}")
    assert list(found) == ["Tracker t", f"Repository t:{REPOSITORY}"]
    line = found[f"Repository t:{REPOSITORY}"]
    assert line.status is Status.FAIL and words in line.found and line.remedy


def test_people_who_are_no_collaborators(stand_in, checked):
    stand_in.repository(REPOSITORY).writers.add("ada")
    more = "assignment: {{default: {{rotation: [ada, {}], every: 7d}}}}"
    line = checked(stand_in, more.format("eve"))[f"Assignees t:{REPOSITORY}"]
    assert (line.status, line.found.partition(":")[0]) == (Status.WARN, "eve")
    stand_in.repository(REPOSITORY).writers.add("eve")
    assert checked(stand_in, more.format("eve"))[f"Assignees t:{REPOSITORY}"].found == "ada, eve may be assigned"


CLAUDE = "assignment: {default: claude, claude: {label: 'ai:claude'}}"


@pytest.mark.parametrize(
    ("workflow", "words"),
    [
        (("labeled", "ai:claude", BOT), None),
        (("assigned", "ai:claude", BOT), "claude.yml does not run at issues: labeled"),
        (("labeled", "claude", BOT), "has label_trigger 'claude', and 'ai:claude' is configured here"),
        (("labeled", "ai:claude", ""), f"has allowed_bots without {BOT}, so that what this app does starts nothing"),
        (("labeled", "ai:claude", "dependabot"), "has allowed_bots without"),
    ],
)
def test_what_claudes_workflow_lacks(github, checked, workflow, words):
    github.bots.add(BOT)
    text = WORKFLOW.format(**dict(zip(("kind", "label", "bots"), workflow, strict=True)))
    github.repository(REPOSITORY).files[".github/workflows/claude.yml"] = text
    line = checked(github, CLAUDE)[f"Claude t:{REPOSITORY}"]
    assert (line.status is Status.OK) is (words is None)
    assert words is None or (words in line.found and "the label ai:claude starts nothing" in line.found and line.remedy)


def test_every_app_is_a_warning(github, checked):
    text = WORKFLOW.format(kind="labeled", label="ai:claude", bots="*")
    github.repository(REPOSITORY).files[".github/workflows/claude.yml"] = text
    line = checked(github, CLAUDE)[f"Claude t:{REPOSITORY}"]
    assert line.status is Status.WARN and "allowed_bots: '*', so that any app can" in line.found


def test_no_workflow_at_all(stand_in, checked):
    line = checked(stand_in, CLAUDE)[f"Claude t:{REPOSITORY}"]
    assert line.status is Status.FAIL and "no workflow in .github/workflows uses anthropics/" in line.found


COPILOT = "assignment: {default: copilot}"


def test_copilot_works_for_the_user_of_its_token(github, checked, monkeypatch):
    github.repository(REPOSITORY).writers.add("ada")
    assert checked(github, COPILOT)[f"Copilot t:{REPOSITORY}"].found.startswith("works for ada; whether it is")
    github.repository(REPOSITORY).writers.discard("ada")
    assert "ada, for whom Copilot works, may not write" in checked(github, COPILOT)[f"Copilot t:{REPOSITORY}"].found
    monkeypatch.setenv("USER_TOKEN", "ghs_of-an-app")
    line = checked(github, COPILOT)[f"Copilot t:{REPOSITORY}"]
    assert line.status is Status.FAIL and "GitHub assigns Copilot for users only" in line.found
