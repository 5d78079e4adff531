"""The databricks CLI: absent, too old, failing; and what is known about its words."""

import re
from pathlib import Path

import pytest

from faultbook.deployment.bundle_cli import BundleCli, DeploymentFailed
from faultbook.deployment.troubles import TROUBLES, remedies
from faultbook.errors import MissingDependency

ROOT = Path(__file__).parents[2]
SEEN = {
    "no value assigned": "Error: no value assigned to required variable catalog. Variables are usually assigned",
    "Table": "Error: cannot create resources.genie_spaces.x: Table 'a.b.c' does not exist. (400 "
    "INVALID_PARAMETER_VALUE)",
    "prevent_destroy": "Error: resources.schemas.answers has lifecycle.prevent_destroy set, but the plan calls for",
    "requires destructive": "Error: the deployment requires destructive actions, but the current console does not",
    "run_as": "Error: apps do not support a setting a run_as user that is different from the owner.",
    "unable to deploy": "Error: unable to deploy to /Workspace/Users/a@b.example/.bundle as ci.\nPlease make sure",
    "another host": "Error: cannot resolve bundle auth configuration: the host in the profile (https://a.test) "
    "doesn\u2019t match the host configured in the bundle (https://x.test)",
    "lock": "Error: deploy lock acquired by ada@example.com at 2026-11-30.\nAnother deployment may be in progress. Use "
    "--force-lock to override",
    "schema": "Error: cannot create resources.schemas.answers: Schema 'faultbook' already exists (400 "
    "SCHEMA_ALREADY_EXISTS)",
    "No matching": "ERROR: No matching distribution found for sqlglot<31,>=30",
}
"""Outputs of the real CLI and of pip, as they were seen."""


def program(folder: Path, text: str) -> BundleCli:
    """A CLI that is a shell script."""
    file = folder / "databricks-of-a-test"
    file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    file.chmod(0o755)
    return BundleCli(folder, "dev", program=str(file))


def test_a_cli_that_is_absent_is_named_with_the_remedy(tmp_path):
    with pytest.raises(MissingDependency, match=r"not on the PATH\. Fix: Install it"):
        BundleCli(tmp_path, "dev", program=str(tmp_path / "none")).require()


@pytest.mark.parametrize("text", ["Version 0.18.0", "Databricks CLI v1.2.0", ""])
def test_a_cli_that_is_too_old_is_named_with_its_version(tmp_path, text):
    with pytest.raises(MissingDependency, match=r"expected 1\.10 or newer"):
        program(tmp_path, f"echo {text}").require()


@pytest.mark.parametrize("version", ["1.10.0", "1.22.1", "2.0.0", "1.14.0-dev"])
def test_a_newer_cli_is_taken(tmp_path, version):
    assert program(tmp_path, f"echo Databricks CLI v{version}").require() == version.removesuffix("-dev")


def test_lines_come_as_they_are_and_the_target_and_profile_go_along(tmp_path):
    cli = program(tmp_path, "echo one; echo two >&2; echo $*")
    lines: list[str] = []
    BundleCli(tmp_path, "prod", "work", cli.program).deploy(("jobs.setup",), lines.append)
    assert lines == ["one", "two", "bundle deploy --select jobs.setup --target prod --profile work"]


def test_a_failure_has_the_platform_s_words_and_what_is_known_about_them(tmp_path):
    cli = program(tmp_path, f'echo "{SEEN["no value assigned"]}" >&2; exit 1')
    with pytest.raises(DeploymentFailed) as failed:
        cli.deploy()
    assert "no value assigned to required variable catalog" in str(failed.value)
    assert "Fix: databricks.yml does not hold the values" in str(failed.value)


def test_it_is_never_waiting_for_an_answer(tmp_path):
    lines: list[str] = []
    program(tmp_path, "read answer; echo got:$answer").validate(lines.append)
    assert lines == ["got:"]


def test_an_unknown_failure_has_its_last_words(tmp_path):
    with pytest.raises(DeploymentFailed, match=r"something new.*docs/deploy.md"):
        program(tmp_path, "echo something new; exit 7").validate()


@pytest.mark.parametrize("words", SEEN)
def test_what_was_seen_is_known(words):
    assert len(remedies(SEEN[words])) == 1


def test_nothing_is_known_about_a_good_output():
    good = (
        "Building wheel...\nUploading bundle files to /Workspace/Users/a@b.example/...\nCreated jobs.setup\n"
        "Run URL: https://acme.example/jobs/401/runs/4011?o=740\nDone"
    )
    assert remedies(good) == []


def test_every_expression_finds_what_people_are_shown():
    for trouble in TROUBLES:
        assert re.compile(trouble.words)
        assert trouble.remedy.endswith(".")
        assert len(trouble.shown) > 5


def test_the_page_lists_every_trouble_and_no_other():
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    section = page.partition("## Troubleshooting")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", section, re.MULTILINE)
    assert rows == [(trouble.shown, trouble.remedy) for trouble in TROUBLES]
