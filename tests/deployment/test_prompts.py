"""Answers on a terminal: by number, by name, by Enter; and without one."""

from io import StringIO

import pytest
from rich.console import Console

from faultbook.cli.init.prompts import Choice, Question, TerminalAnswers, UsualAnswers
from faultbook.deployment.privileges import GrantMissing
from faultbook.errors import SettingError

CATALOGS = [Choice("acme"), Choice("lab", "you lack CREATE SCHEMA")]


def typed(monkeypatch, question: Question, *lines: str) -> tuple[str, str]:
    """The answer to a question, and what was shown."""
    left = list(lines)
    monkeypatch.setattr("builtins.input", lambda *_: left.pop(0))
    console = Console(file=StringIO(), width=120)
    answer = TerminalAnswers(console).answer(question)
    assert left == []
    return answer, console.file.getvalue()


@pytest.mark.parametrize(("lines", "expected"), [(("2",), "lab"), (("acme",), "acme"), (("", "other"), "other")])
def test_a_list_is_answered_by_number_or_name_and_not_by_nothing(monkeypatch, lines, expected):
    answer, shown = typed(monkeypatch, Question("--catalog", "Catalog", CATALOGS), *lines)
    assert answer == expected
    assert "2  lab  you lack CREATE SCHEMA" in shown
    assert "(--catalog)" in shown


def test_a_long_list_is_cut_and_its_rest_is_answered_by_name(monkeypatch):
    many = [Choice(f"group{number}") for number in range(1, 101)]
    answer, shown = typed(monkeypatch, Question("--readers", "Group", many), "group77")
    assert answer == "group77"
    assert "and 70 more: type the name" in shown
    assert "group31" not in shown.replace("group3 ", "")


def test_enter_is_what_is_usual(monkeypatch):
    answer, shown = typed(monkeypatch, Question("--schema", "Schema", usual="faultbook"), "")
    assert answer == "faultbook"
    assert "faultbook" in shown


def test_several_are_given_with_commas(monkeypatch):
    question = Question("--parts", "Parts", [Choice("bill"), Choice("genie")], "none", several=True)
    assert typed(monkeypatch, question, "2, bill")[0] == "genie,bill"


def below(limit: int):
    def check(text: str) -> None:
        if int(text) >= limit:
            raise SettingError(f"--number: found {text}, expected less than {limit}. Fix: a smaller one.")

    return check


@pytest.mark.parametrize(("lines", "usual"), [(("7", "2"), None), (("", "2"), "9")])
def test_what_cannot_work_is_requested_again(monkeypatch, lines, usual):
    question = Question("--number", "Number", usual=usual, check=below(5))
    answer, shown = typed(monkeypatch, question, *lines)
    assert answer == "2"
    assert "expected less than 5" in shown


def test_a_missing_grant_is_shown_and_another_answer_is_taken(monkeypatch):
    def check(name: str) -> None:
        if name == "lab":
            raise GrantMissing("You lack CREATE SCHEMA.", "the owner of the catalog", "GRANT CREATE SCHEMA ON `lab`")

    answer, shown = typed(monkeypatch, Question("--catalog", "Catalog", CATALOGS, check=check), "lab", "1")
    assert answer == "acme"
    assert "Send to the owner of the catalog:\n  GRANT CREATE SCHEMA ON `lab`;" in shown


def test_a_number_of_another_script_is_a_name(monkeypatch):
    assert typed(monkeypatch, Question("--catalog", "Catalog", CATALOGS), "\u00b2")[0] == "\u00b2"


def test_without_a_terminal_what_cannot_work_is_the_error():
    with pytest.raises(SettingError, match="expected less than 5"):
        UsualAnswers().answer(Question("--number", "Number", usual="9", check=below(5)))


def test_nothing_is_an_answer_where_it_is_usual(monkeypatch):
    assert typed(monkeypatch, Question("--run-as", "Principal", usual=""), "")[0] == ""


def test_without_a_terminal_the_option_is_named():
    with pytest.raises(SettingError, match=r"--catalog: not given.*--catalog one of: acme, lab"):
        UsualAnswers().answer(Question("--catalog", "Catalog", CATALOGS))
    assert UsualAnswers().answer(Question("--schema", "Schema", usual="faultbook")) == "faultbook"
