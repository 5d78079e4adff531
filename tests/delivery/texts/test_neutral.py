"""No text reaches a tracker that no template made."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from faultbook.delivery.texts.neutral import NeutralText, Rendered
from tests.delivery.texts.subjects import INTENT, KNOWN
from tests.delivery.texts.test_texts import TEXTS

SOURCE = Path(__file__).parents[3] / "src" / "faultbook"
MADE = TEXTS.rendered(KNOWN, INTENT)


@pytest.mark.parametrize("field", ["title", "body", "comment"])
def test_texts_of_an_intent_cannot_be_other_texts(field):
    with pytest.raises(TypeError, match=f"{field}: found a text that no template made; expected one of faultbook"):
        replace(MADE, **{field: "canary @everyone"})
    with pytest.raises(TypeError, match=f"{field}: found a text that no template made"):
        replace(MADE, **{field: getattr(MADE, field) + " canary"})


def test_a_neutral_text_cannot_be_made_elsewhere():
    with pytest.raises(TypeError, match="found a text that no template made"):
        NeutralText("canary")
    with pytest.raises(TypeError, match="found a text that no template made"):
        NeutralText("canary", object())


def test_what_the_templates_made_is_taken():
    assert Rendered(MADE.title, MADE.body) == replace(MADE, comment=None)


def test_only_the_rendering_makes_neutral_texts():
    importing = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "faultbook.delivery.texts.neutral"
        if any(alias.name in ("neutral", "_KEY", "NeutralText") for alias in node.names)
    ]
    assert sorted(importing) == ["delivery/texts/answering.py", "delivery/texts/rendering.py"]


def test_only_the_rendering_makes_texts_of_intents():
    making = [
        path.relative_to(SOURCE).as_posix()
        for package in ("delivery", "trackers", "jobs", "cli", "serve")
        for path in (SOURCE / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rendered"
    ]
    assert making == ["delivery/texts/rendering.py"]
