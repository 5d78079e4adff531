"""The reader of YAML that people write: each error has file, line, place, found and expected."""

import pytest

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_model import YamlModel, read_model


class Inner(YamlModel):
    title: str
    size: int = 1


class Outer(YamlModel):
    name: str = ""
    inner: Inner | None = None
    by_name: dict[str, Inner | None] | None = None
    listed: tuple[Inner, ...] = ()


GOOD = "name: n\ninner: {title: a}\nby_name:\n  x: {title: b, size: 2}\n  y:\nlisted:\n  - title: c\n"
WRONG = [
    ("name: 1", ":1: name: found 1; expected a text: put it in quotes"),
    ("\ninner:\n  tile: a\n  title: b", r":3: inner\.tile: found an unknown key; expected some of title, size"),
    ("inner:\n  size: 1", r":1: inner: found no title; expected one"),
    ("inner: [1]", ":1: inner: found a list; expected a mapping: title, size"),
    ("by_name:\n  7: {title: a}", r"by_name\.7: found the name 7, which YAML reads as no text; expected it in quotes"),
    (
        "by_name:\n  x: {titel: a, title: b}",
        r":2: by_name\.x\.titel: found an unknown key; expected some of title, size",
    ),
    (
        "listed:\n  - title: a\n  - title: b\n    size: big",
        r":4: listed\.1\.size: found 'big'; expected a valid integer",
    ),
    ("by_name: x", "by_name: found 'x'; expected a mapping: names, each with its fields"),
    ("a: b: c", "is no YAML"),
]


def test_a_file_becomes_a_model(tmp_path):
    (tmp_path / "f.yml").write_text(GOOD)
    read = read_model(tmp_path / "f.yml", Outer)
    assert (read.name, read.inner, read.listed) == ("n", Inner(title="a"), (Inner(title="c"),))
    assert read.by_name == {"x": Inner(title="b", size=2), "y": None}
    assert type(read.name) is str


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_an_error_has_file_line_place_found_and_expected(tmp_path, text, message):
    (tmp_path / "f.yml").write_text(text)
    with pytest.raises(BundleError, match=message) as raised:
        read_model(tmp_path / "f.yml", Outer)
    assert "f.yml" in str(raised.value)


def test_all_errors_of_a_file_are_reported(tmp_path):
    (tmp_path / "f.yml").write_text("name: 1\nnick: 2\n")
    with pytest.raises(BundleError, match=r"name: found 1.*nick: found an unknown key"):
        read_model(tmp_path / "f.yml", Outer)
