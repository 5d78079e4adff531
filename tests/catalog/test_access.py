"""catalog/access.yml: what it means, and what is refused by name."""

from pathlib import Path

import pytest

from faultbook.catalog.access import read_access_file
from faultbook.errors import InvalidCatalog
from faultbook.tables.reader_rights import Dimension, GroupRights, Hidden

WHOLE = """\
groups:
  log-admins: {workspaces: all, services: all, environments: all, texts: true, users: true}
  pay:
    workspaces: [1234567890123456, "7"]
    services: [payments-api]
    users: true
"""
WRONG = (
    ("groups: {a: {}}", "found no workspaces, services or environments"),
    ("groups: {a: {texts: true}}", "found no workspaces, services or environments"),
    ("groups: {a: {services: []}}", "found no workspaces, services or environments"),
    ("groups: {a: {services: every}}", "services"),
    ("groups: {a: {services: [true]}}", "services"),
    ("groups: {a: {services: all, texts: maybe}}", "texts"),
    ("groups: {a: {service: all}}", "service"),
    ("groups: {users: {services: all}}", "found users, a group of the workspace; expected groups of the account"),
    ("people: {}", "people"),
)


def written(folder: Path, text: str) -> str:
    (folder / "access.yml").write_text(text, encoding="utf-8")
    return str(folder / "access.yml")


def test_a_file_is_the_rights_of_its_groups(tmp_path):
    everything = GroupRights("log-admins", dict.fromkeys(Dimension), frozenset(Hidden))
    rows = {Dimension.WORKSPACE: ("1234567890123456", "7"), Dimension.SERVICE: ("payments-api",)}
    pay = GroupRights("pay", rows, frozenset({Hidden.USERS}))
    assert read_access_file(written(tmp_path, WHOLE)) == [everything, pay]


def test_no_file_and_a_file_of_comments_are_nobody(tmp_path):
    project = Path(__file__).resolve().parents[2] / "catalog" / "access.yml"
    assert (
        read_access_file("") == read_access_file(str(project)) == read_access_file(written(tmp_path, "groups:")) == []
    )


def test_the_example_in_the_file_is_one(tmp_path):
    text = (Path(__file__).resolve().parents[2] / "catalog" / "access.yml").read_text("utf-8")
    example = text.partition("groups: {}\n")[2].replace("#  ", "  ")
    assert len(read_access_file(written(tmp_path, f"groups:\n{example}"))) == 2


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_cannot_be_meant_is_refused(tmp_path, text, words):
    with pytest.raises(InvalidCatalog, match=r"docs/grants\.md") as refused:
        read_access_file(written(tmp_path, text))
    assert words in str(refused.value)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(InvalidCatalog, match="is not there"):
        read_access_file(str(tmp_path / "access.yml"))
