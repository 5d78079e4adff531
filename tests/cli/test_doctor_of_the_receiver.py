"""`doctor` warns of credentials of senders that are older than they should be."""

from datetime import date
from pathlib import Path

import pytest

from faultbook.cli.doctor.diagnosis import Status
from faultbook.cli.doctor.receiver import VARIABLE, receiver_checks

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 12, 1)
TEXT = """
credential_days: 90
metrics: {{credentials: [{{kind: token, token: "${{env:M}}", created: 2026-11-30}}]}}
endpoints:
  github:
    credentials:
      - {{kind: github, secret: "${{env:A}}", created: {old}}}
      - {{kind: github, secret: "${{env:B}}", created: 2026-11-30}}
  azure-monitor:
    credentials:
      - {{kind: entra, tenant: contoso.com, audience: [api://x]}}
"""


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


def written(folder: Path, text: str) -> Path:
    (folder / "catalog").mkdir()
    path = folder / "catalog" / "receive.yml"
    path.write_text(text, "utf-8")
    return path


def test_old_credentials_are_named_without_their_references(tmp_path):
    written(tmp_path, TEXT.format(old="2026-09-01"))
    (found,) = receiver_checks(tmp_path, TODAY)
    assert (found.status, found.found) == (Status.WARN, "credentials older than 90 days: github (github, 91 days)")
    assert found.remedy


def test_young_credentials_are_fine(tmp_path):
    written(tmp_path, TEXT.format(old="2026-09-02"))
    (found,) = receiver_checks(tmp_path, TODAY)
    assert (found.status, found.found) == (Status.OK, "2 endpoints; no credential is older than 90 days")


def test_a_wrong_file_fails_and_none_is_no_line(tmp_path, monkeypatch):
    assert list(receiver_checks(tmp_path, TODAY)) == []
    assert list(receiver_checks(ROOT, TODAY)) == []
    path = written(tmp_path, "endpoints: {github: {credentials: []}}")
    (found,) = receiver_checks(tmp_path, TODAY)
    assert found.status is Status.FAIL
    monkeypatch.setenv(VARIABLE, str(path.with_name("none.yml")))
    (found,) = receiver_checks(tmp_path, TODAY)
    assert found.status is Status.FAIL
