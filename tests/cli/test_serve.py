"""The command `serve`: what it refuses before it listens, and that container and app start what exists."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from faultbook.cli import run_command_line

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAULTBOOK_SERVE_TOKEN", raising=False)


def test_other_machines_are_not_let_in_without_a_token(capsys):
    assert run_command_line(["serve", "--host", "0.0.0.0"]) == 2
    assert "FAULTBOOK_SERVE_TOKEN" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "short"])
def test_a_token_file_that_does_not_do_is_named(content, tmp_path, capsys):
    if content is not None:
        (tmp_path / "token").write_text(content)
    assert run_command_line(["serve", "--host", "0.0.0.0", "--token-file", "token"]) == 2
    assert re.search("token cannot be read|token is empty|at least 16 characters", capsys.readouterr().err)


def test_the_board_is_printed_as_it_goes_into_grafana(capsys):
    assert run_command_line(["serve", "--print-grafana"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "faultbook"


def test_container_and_app_start_the_command_with_options_that_it_has(capsys):
    assert run_command_line(["serve", "--help"]) == 0
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    text = (ROOT / "Dockerfile").read_text()
    container = json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", text, flags=re.M)[1])
    app = yaml.safe_load((ROOT / "app.yaml").read_text())["command"]
    assert container[:2] == ["faultbook", "serve"]
    assert app[1:4] == ["-m", "faultbook.cli", "serve"]
    given = {word.partition("=")[0] for word in (*container, *app) if word.startswith("--")}
    assert given and given <= known


def test_the_container_is_nobodys_machine_and_not_root():
    text = (ROOT / "Dockerfile").read_text()
    copied = [word for line in text.splitlines() if line.startswith("COPY") for word in shlex.split(line)[1:]]
    assert not [word for word in copied if word.startswith(("/home", "/root", "/work", "/Users"))]
    assert re.search(r"^USER (?!root)\w+$", text, flags=re.M)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)
