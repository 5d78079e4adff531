""".env.example names every variable that the code reads, with defaults that mean what the settings mean."""

import re
from pathlib import Path

from faultbook.settings import Settings, make_settings
from pages.environment import NOT_LISTED, env_example

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
LISTED = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_the_file_is_what_the_code_gives():
    assert env_example() == EXAMPLE, "run: make readme"


def test_every_setting_and_every_variable_in_the_code_is_listed():
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.properties"), ROOT / "app.yaml"]
    read = {name for path in sources for name in re.findall(r"\b(FAULTBOOK_[A-Z_]+)\b", path.read_text("utf-8"))}
    read -= {"FAULTBOOK_VARIABLE", *NOT_LISTED}
    assert read <= LISTED.keys()
    assert {f"FAULTBOOK_{name.upper()}" for name in Settings.model_fields} <= LISTED.keys()


def test_nothing_is_set_before_a_line_is_uncommented():
    assert all(line.startswith("#") or not line for line in EXAMPLE.splitlines())


def test_its_defaults_are_the_defaults(monkeypatch):
    for name in Settings.model_fields:
        variable = f"FAULTBOOK_{name.upper()}"
        monkeypatch.setenv(variable, LISTED[variable].removeprefix("'").removesuffix("'"))
    assert make_settings().model_dump() == Settings.model_construct().model_dump()


def test_git_ignores_what_may_hold_credentials():
    assert "\n.env\n" in (ROOT / ".gitignore").read_text("utf-8")
