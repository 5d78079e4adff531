"""Which store is meant, and what is said where a setting of the warehouse is missing."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from faultbook.errors import SettingError
from faultbook.stores.opening import NotSetUp, announced, open_store, with_file

WORKSPACE = {
    "DATABRICKS_HOST": "https://example.cloud.databricks.com",
    "DATABRICKS_WAREHOUSE_ID": "abc",
    "FAULTBOOK_CATALOG": "main",
}


@pytest.fixture
def environment(monkeypatch):
    """The settings read the process's environment; what a test names is there, all else of ours is not."""

    def named(**values):
        for name in WORKSPACE:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return values

    return named


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ({}, "embedded"),
        ({"FAULTBOOK_CATALOG": "./tables"}, "embedded"),
        ({"FAULTBOOK_CATALOG": "./tables", "DATABRICKS_HOST": "https://x"}, "embedded"),
        (WORKSPACE, "warehouse"),
        (WORKSPACE | {"DATABRICKS_CONFIG_PROFILE": "dev"}, "warehouse"),
        ({"FAULTBOOK_CATALOG": "main"}, "none"),
        ({"DATABRICKS_HOST": "https://x"}, "none"),
    ],
)
def test_the_environment_selects_the_store(environment, named, kind):
    assert open_store(environment(**named)).kind == kind


def test_a_given_folder_is_opened_whatever_the_environment_has(environment):
    assert open_store(environment(**WORKSPACE), Path("tables")).kind == "embedded"


@pytest.mark.parametrize("missing", list(WORKSPACE))
def test_a_setting_that_is_missing_is_named_with_what_to_do(environment, missing):
    store = open_store(environment(**{name: value for name, value in WORKSPACE.items() if name != missing}))

    assert isinstance(store, NotSetUp)
    with pytest.raises(SettingError) as listed:
        store.rows(None, {})
    assert f"Missing: {missing}." in str(listed.value)
    assert "--lakehouse FOLDER" in str(listed.value)


def test_how_a_warehouse_is_signed_in_to_is_printed_and_no_value_of_it(capsys):
    client = SimpleNamespace(config=SimpleNamespace(auth_type="pat", token="dapi-canary", host="https://canary"))

    assert announced(client) is client
    assert capsys.readouterr() == ("", "faultbook asks a SQL warehouse, signed in by pat.\n")


def test_a_file_env_is_read_under_the_environment_and_only_for_names_of_ours(tmp_path):
    (tmp_path / ".env").write_text(
        "DATABRICKS_HOST=https://file\nDATABRICKS_TOKEN=t\nPATH=/evil\nFAULTBOOK_CATALOG=main\n"
    )

    found = with_file({"DATABRICKS_HOST": "https://shell", "PATH": "/bin"}, tmp_path)

    assert found == {
        "DATABRICKS_HOST": "https://shell",
        "DATABRICKS_TOKEN": "t",
        "FAULTBOOK_CATALOG": "main",
        "PATH": "/bin",
    }
