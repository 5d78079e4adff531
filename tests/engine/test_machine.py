from pathlib import Path

import pytest

from faultbook.engine.machine import cache_folder, machine_settings
from faultbook.errors import SettingError


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in ("CACHE", "JARS", "DRIVER_MEMORY", "CLASS_ARCHIVE"):
        monkeypatch.delenv(f"FAULTBOOK_{name}", raising=False)


def test_the_cache_is_the_setting_s_folder_else_the_user_s(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == tmp_path / ".cache" / "faultbook"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "faultbook"
    monkeypatch.setenv("FAULTBOOK_CACHE", "~/mine")
    assert cache_folder() == tmp_path / "mine"
    assert cache_folder().is_dir()


def test_a_relative_xdg_cache_home_is_no_place(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert cache_folder() == tmp_path / ".cache" / "faultbook"


def test_an_impossible_cache_is_one_message_with_the_fix(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FAULTBOOK_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(SettingError, match="FAULTBOOK_CACHE") as raised:
        cache_folder()
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"), [("DRIVER_MEMORY", "lots"), ("DRIVER_MEMORY", "0g"), ("CLASS_ARCHIVE", "yes")]
)
def test_a_wrong_value_is_reported_by_name_and_meaning(name, value, monkeypatch):
    monkeypatch.setenv(f"FAULTBOOK_{name}", value)
    with pytest.raises(SettingError, match=rf"{name.lower()}: found '{value}'.*FAULTBOOK_{name}"):
        machine_settings()


def test_values_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_DRIVER_MEMORY", "900m")
    monkeypatch.setenv("FAULTBOOK_JARS", "/jars")
    assert (machine_settings().driver_memory, machine_settings().jars) == ("900m", Path("/jars"))
