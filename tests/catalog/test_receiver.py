"""The file of endpoints: what it may hold, and messages that name the place and never a secret."""

from datetime import date
from pathlib import Path

import pytest

from faultbook.catalog.receiver import ACTION_GROUPS, KINDS, read_receive_file
from faultbook.errors import InvalidCatalog

ROOT = Path(__file__).parents[2]
PLAIN = "hunter2-hunter2-hunter2"


def read(tmp_path, text: str):
    path = tmp_path / "receive.yml"
    path.write_text(text, "utf-8")
    return read_receive_file(str(path))


def endpoint(credential: str, name: str = "github", more: str = "") -> str:
    return f"endpoints:\n  {name}:\n    credentials:\n      - {credential}\n{more}"


def test_the_example_of_the_file_is_one_that_is_read(tmp_path):
    text = (ROOT / "catalog" / "receive.yml").read_text("utf-8")
    commented = text.partition("endpoints: {}\n")[2]
    example = "".join(f"{line[1:]}\n" for line in commented.splitlines() if line.startswith("#"))
    file = read(tmp_path, f"endpoints:\n{example}")
    assert set(file.endpoints or {}) == {
        "azure-monitor",
        "databricks-monitor",
        "github",
        "alertmanager",
        "webhook/orders",
    }
    assert {each.kind for entry in (file.endpoints or {}).values() for each in entry.credentials} == set(KINDS)


def test_the_file_as_it_comes_has_no_endpoint():
    with pytest.raises(InvalidCatalog, match=r"found no endpoint; expected one or more\. Fix:"):
        read_receive_file(str(ROOT / "catalog" / "receive.yml"))


def test_several_credentials_are_kept_in_their_order(tmp_path):
    file = read(
        tmp_path,
        endpoint(
            "{kind: token, token: '${env:NEW}', created: 2026-11-01}\n"
            "      - {kind: token, token: '${secret:scope/old.key}', header: X-Token, created: 2026-05-01}"
        ),
    )
    (entry,) = (file.endpoints or {}).values()
    assert [each.created for each in entry.credentials] == [date(2026, 11, 1), date(2026, 5, 1)]


def test_entra_accepts_action_groups_unless_others_are_named(tmp_path):
    text = endpoint("{kind: entra, tenant: contoso.com, audience: [api://receiver]}", "azure-monitor")
    (entry,) = (read(tmp_path, text).endpoints or {}).values()
    assert entry.credentials[0].applications == [ACTION_GROUPS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (endpoint(f"{{kind: github, secret: {PLAIN}, created: 2026-11-01}}"), "found a value that is no reference"),
        (endpoint("{kind: github, secret: 1234567890123456, created: 2026-11-01}"), "is no reference to a secret"),
        (endpoint(f"{{kind: github, secret: '${{env:A}} {PLAIN}', created: 2026-11-01}}"), "is no reference"),
        (endpoint(PLAIN), "of no known kind"),
        (endpoint(f"{{kind: {PLAIN}, secret: {PLAIN}}}"), "of no known kind; expected kind: one of basic, token"),
        (endpoint(f"{{secret: {PLAIN}}}"), "of no known kind"),
        (endpoint("{kind: github, secret: '${env:A}'}"), "found no created; expected one"),
        (endpoint("{kind: github, secret: '${env:A}', created: soon}"), "created"),
        (endpoint("{kind: github, secrets: '${env:A}', secret: '${env:A}', created: 2026-11-01}"), "an unknown key"),
        (
            endpoint("{kind: token, token: '${env:A}', header: A, query: b, created: 2026-11-01}"),
            "expected one of them",
        ),
        (endpoint("{kind: entra, tenant: 'a/b', audience: [a]}"), "the id of a tenant"),
        (endpoint("{kind: entra, tenant: a, audience: []}"), "audience"),
        (endpoint("{kind: entra, tenant: a, audience: [a], authority: 'http://example.com'}"), "https://"),
        ("endpoints:\n  github: {}\n", "found no credential"),
        ("endpoints:\n  github:\n    credentials: []\n", "an endpoint without one does not start"),
        ("endpoints:\n  github:\n    credentials:\n", "found no credential"),
        ("endpoints:\n  gitlab: {credentials: []}\n", "found the endpoint 'gitlab'; expected one of azure-monitor"),
        ("endpoints:\n  webhook/Orders: {credentials: []}\n", "webhook/NAME"),
        ("metrics: {}\n", "metrics"),
        ("credential_days: 0\n", "credential_days"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_without_secrets(tmp_path, text, expected):
    with pytest.raises(InvalidCatalog) as failure:
        read(tmp_path, text)
    message = str(failure.value)
    assert expected in message
    assert "receive.yml" in message
    assert "Fix" in message
    assert PLAIN not in message
    assert "1234567890123456" not in message


def test_a_missing_file_is_named():
    with pytest.raises(InvalidCatalog, match=r"none/receive\.yml is not there"):
        read_receive_file("none/receive.yml")
