"""Signing in: which profile is meant, and that no way of signing in waits without a limit or ends in a traceback."""

import threading

import pytest

from faultbook.clients.deadline import within
from faultbook.clients.profiles import meant_profile, plain_host
from faultbook.clients.workspace import signed_in
from faultbook.errors import MissingDependency, SettingError

ACME = "[acme]\nhost = https://acme.example/\ntoken = x%y\n"
LAB = "[lab]\nhost = https://lab.example\nauth_type = databricks-cli\n"
ACCOUNT = "[account]\nhost = https://accounts.cloud.databricks.com\n"


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    """An empty configuration file, and an environment that names no workspace."""
    for name in ("HOST", "TOKEN", "CONFIG_PROFILE", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"DATABRICKS_{name}", raising=False)
    found = tmp_path / "databrickscfg"
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(found))
    return found


@pytest.mark.parametrize(
    ("text", "host", "expected"),
    [
        ("", "", ""),
        (ACME, "", "acme"),
        (ACME + ACCOUNT, "", "acme"),
        (ACME + LAB, "https://LAB.example/", "lab"),
        (ACME + "[DEFAULT]\nhost = https://lab.example\n", "", ""),
        (ACME + "[DEFAULT]\nhost = https://lab.example\n", "https://acme.example", "acme"),
        (ACME + LAB + "[__settings__]\ndefault_profile = lab\n", "", ""),
        (ACME + LAB + "[__settings__]\ndefault_profile = lab\n", "https://acme.example", "acme"),
        (ACME + ACME.replace("[acme]", "[other]") + "[DEFAULT]\nhost = acme.example\n", "https://acme.example", ""),
        (ACCOUNT, "", ""),
    ],
)
def test_the_only_profile_that_fits_is_meant(file, text, host, expected):
    file.write_text(text, "utf-8")
    assert meant_profile("", host) == expected


@pytest.mark.parametrize(
    ("host", "words"), [("", "has several: acme, lab"), ("https://acme.example", "of https://acme")]
)
def test_of_several_one_has_to_be_named(file, host, words):
    file.write_text(ACME + LAB + ACME.replace("[acme]", "[second]") * bool(host), "utf-8")
    with pytest.raises(SettingError, match=rf"--profile: not given.*{words}.*Fix: --profile acme"):
        meant_profile("", host)
    assert meant_profile("lab", host) == "lab"


def test_the_environment_decides_before_the_file(file, monkeypatch):
    file.write_text(ACME + LAB, "utf-8")
    monkeypatch.setenv("DATABRICKS_HOST", "https://third.example")
    assert meant_profile() == ""


def test_a_file_that_is_none_is_named(file):
    file.write_text("host = https://acme.example\n", "utf-8")
    with pytest.raises(SettingError, match=r"databrickscfg cannot be read: File contains no section headers"):
        meant_profile()


@pytest.mark.parametrize(("one", "other"), [("https://A.b/", "a.b"), ("http://127.0.0.1:1", "http://127.0.0.1:1/")])
def test_addresses_are_compared_without_what_does_not_matter(one, other):
    assert plain_host(one) == plain_host(other)


def test_a_program_that_gives_no_token_is_not_waited_for(file, monkeypatch, tmp_path):
    """`databricks auth token` may wait for a browser, or for a lock of its token cache."""
    hangs = tmp_path / "databricks"
    hangs.write_text("#!/bin/sh\nexec sleep 30\n", "utf-8")
    hangs.chmod(0o755)
    file.write_text(
        f"[lab]\nhost = http://127.0.0.1:9\nauth_type = databricks-cli\ndatabricks_cli_path = {hangs}\n", "utf-8"
    )
    with pytest.raises(
        MissingDependency, match=r"Signing in to the workspace took longer than 0\.5 s\. Fix: databricks auth"
    ):
        signed_in("lab", sign_in_seconds=0.5)


@pytest.mark.parametrize(
    ("text", "profile", "words"),
    [
        ("", "", "cannot configure default credentials"),
        (ACME, "absent", "has no absent profile configured"),
        ("nothing of it", "", "File contains no section headers"),
    ],
)
def test_what_cannot_be_signed_in_to_is_a_sentence(file, text, profile, words):
    file.write_text(text, "utf-8")
    with pytest.raises(MissingDependency, match=rf"{words}.*Fix: databricks auth login") as refused:
        signed_in(profile)
    assert "Config:" not in str(refused.value)


def test_work_within_its_limit_is_returned_or_raises():
    assert within(60, lambda: 7) == 7
    with pytest.raises(KeyError):
        within(60, lambda: {}["absent"])


def test_work_beyond_its_limit_is_left():
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, never.wait)
    never.set()
