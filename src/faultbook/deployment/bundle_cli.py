"""The databricks CLI, run for one target of the bundle: deploys, runs jobs, lists what is deployed.

Its lines go to a function as they come. Nothing is read from the terminal: where it would ask, it stops with a reason.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faultbook.deployment.limited_process import Overdue, run_limited
from faultbook.deployment.troubles import remedies
from faultbook.errors import MissingDependency

LEAST_VERSION = (1, 10)
_INSTALL = (
    "Install it as docs.databricks.com describes (brew, winget, curl); the package databricks-cli of PyPI "
    "is another program."
)
_NOISE = ("Warn: Host metadata missing",)
ANSWER_SECONDS = 600.0
"""Longest time of a command that only looks."""
DEPLOY_SECONDS = 3_600.0
RUN_SECONDS = 22_200.0
"""Longest time of a run: the platform stops it after job_timeout_seconds (6 hours), ten minutes before."""


class DeploymentFailed(MissingDependency):
    """A command of the CLI failed: which one, its last words, what to do."""


def ignore(_: str) -> None:
    """Takes a line and does nothing."""


@dataclass(frozen=True)
class BundleCli:
    """The CLI in the folder of a bundle, for one target. `profile` '': what the environment names."""

    root: Path
    target: str
    profile: str = ""
    program: str = "databricks"
    environment: dict[str, str] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    """Seconds by command (`deploy`, `run`), in place of those above."""

    def require(self) -> str:
        """The version; MissingDependency where the program is absent or too old."""
        if shutil.which(self.program) is None:
            raise MissingDependency(f"The Databricks CLI ({self.program}) is not on the PATH. Fix: {_INSTALL}")
        text = self._output(["--version"])
        found = re.search(r"v?(\d+)\.(\d+)[.\d]*", text)
        least = ".".join(map(str, LEAST_VERSION))
        if found is None or (int(found[1]), int(found[2])) < LEAST_VERSION:
            raise MissingDependency(
                f"The Databricks CLI is {text.strip() or 'of an unknown version'}; expected {least} or newer. "
                f"Fix: {_INSTALL}"
            )
        return found[0].removeprefix("v")

    def validate(self, show: Callable[[str], None] = ignore) -> None:
        """Checks files and values, without deploying."""
        self._run(["bundle", "validate"], show)

    def deploy(
        self, select: Sequence[str] = (), show: Callable[[str], None] = ignore, *, allow_removal: bool = False
    ) -> None:
        """Deploys all that databricks.yml includes, or only what `select` names (`jobs.setup`).

        `allow_removal`: what is deployed and no longer included is deleted; else the CLI refuses to delete what people
        may miss.
        """
        chosen = ["--select", ",".join(select)] if select else []
        self._run(["bundle", "deploy", *chosen, *(["--auto-approve"] if allow_removal else [])], show)

    def run(self, job: str, show: Callable[[str], None] = ignore) -> None:
        """Runs a job and waits for its end."""
        self._run(["bundle", "run", job], show)

    def summary(self) -> dict[str, Any]:
        """What is deployed: the bundle as the CLI knows it, with ids and addresses of what exists."""
        text = self._output(["bundle", "summary", "--output", "json", *self._flags()])
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise DeploymentFailed(
                f"databricks bundle summary printed no JSON object but {text.strip()[:200]!r}. Fix: run it by hand "
                "with --output json; a wrapper around the CLI may print to standard output."
            )
        return found

    def _flags(self) -> list[str]:
        return ["--target", self.target, *(["--profile", self.profile] if self.profile else [])]

    def _run(self, words: list[str], show: Callable[[str], None]) -> None:
        lines: list[str] = []

        def take(line: str) -> None:
            if not line.startswith(_NOISE):
                lines.append(line)
                show(line)

        limit = self._limit(words)
        try:
            code = run_limited(
                [self.program, *words, *self._flags()],
                take,
                folder=self.root,
                environment=self._environment(),
                limit_seconds=limit,
            )
        except Overdue as late:
            raise DeploymentFailed(_overdue(words, limit)) from late
        if code:
            raise DeploymentFailed(_failure(words, lines))

    def _output(self, words: list[str]) -> str:
        limit = self._limit(words)
        try:
            found = subprocess.run(
                [self.program, *words],
                cwd=self.root,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired as late:
            raise DeploymentFailed(_overdue(words, limit)) from late
        if found.returncode:
            raise DeploymentFailed(_failure(words, found.stderr.splitlines()))
        return found.stdout

    def _limit(self, words: list[str]) -> float:
        usual = {"deploy": DEPLOY_SECONDS, "run": RUN_SECONDS} | self.limits
        return usual.get(words[1] if len(words) > 1 else words[0], ANSWER_SECONDS)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


def _failure(words: list[str], lines: list[str]) -> str:
    named = " ".join(words[:3])
    errors = [line for line in lines if line.startswith("Error")] or [line for line in lines if line.strip()][-3:]
    known = remedies("\n".join(lines))
    fix = " ".join(known) or "the words above are the platform's; docs/deploy.md lists what is known."
    return f"databricks {named} failed. {' '.join(errors[:3])[:1_000]} Fix: {fix}"


def _overdue(words: list[str], limit: float) -> str:
    return (
        f"databricks {' '.join(words[:3])} did not end within {limit:g} s and was stopped. Fix: run it by hand with "
        "--debug, which shows what it waits for (signing in, a proxy, a run); then once more. A deployment that was "
        "stopped may have left its lock: databricks bundle deploy --force-lock."
    )
