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

from faultbook.deployment.troubles import remedies
from faultbook.errors import MissingDependency

LEAST_VERSION = (1, 10)
_INSTALL = (
    "Install it as docs.databricks.com describes (brew, winget, curl); the package databricks-cli of PyPI "
    "is another program."
)
_NOISE = ("Warn: Host metadata missing",)
QUIET_SECONDS = 3_600.0


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
        found: dict[str, Any] = json.loads(self._output(["bundle", "summary", "--output", "json", *self._flags()]))
        return found

    def _flags(self) -> list[str]:
        return ["--target", self.target, *(["--profile", self.profile] if self.profile else [])]

    def _run(self, words: list[str], show: Callable[[str], None]) -> None:
        command = [self.program, *words, *self._flags()]
        lines: list[str] = []
        with subprocess.Popen(
            command,
            cwd=self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                text = line.rstrip()
                if not text.startswith(_NOISE):
                    lines.append(text)
                    show(text)
            code = process.wait(QUIET_SECONDS)
        if code:
            raise DeploymentFailed(_failure(words, lines))

    def _output(self, words: list[str]) -> str:
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
            timeout=600,
        )
        if found.returncode:
            raise DeploymentFailed(_failure(words, found.stderr.splitlines()))
        return found.stdout

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


def _failure(words: list[str], lines: list[str]) -> str:
    named = " ".join(words[:3])
    errors = [line for line in lines if line.startswith("Error")] or [line for line in lines if line.strip()][-3:]
    known = remedies("\n".join(lines))
    fix = " ".join(known) or "the words above are the platform's; docs/deploy.md lists what is known."
    return f"databricks {named} failed. {' '.join(errors[:3])[:1_000]} Fix: {fix}"
