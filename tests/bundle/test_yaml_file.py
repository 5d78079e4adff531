"""YAML files are read strictly, and texts know where they were written."""

from datetime import date

import pytest

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_file import read_yaml


def written(folder, text):
    path = folder / "a.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_knows_its_file_and_line(tmp_path):
    path = written(tmp_path, "a: 1\nb:\n  - x\n  - ../dist/*.whl\n")
    wheel = read_yaml(path)["b"][1]
    assert (wheel, wheel.file, wheel.line) == ("../dist/*.whl", path, 4)
    assert wheel.place == f"{tmp_path.name}/a.yml:4"


def test_values_keep_their_types(tmp_path):
    assert read_yaml(written(tmp_path, 'a: 5\nb: "5"\nc: true\nd:\ne: 0.5\n')) == {
        "a": 5,
        "b": "5",
        "c": True,
        "d": None,
        "e": 0.5,
    }


def test_a_time_of_day_and_a_day_that_does_not_exist_are_texts(tmp_path):
    """YAML 1.1 has 17:00 as a number of base 60; the Databricks CLI, which reads YAML 1.2, as a text."""
    content = read_yaml(written(tmp_path, "a: 17:00\nb: -5:30.5\nc: 2026-02-30\nd: 2026-02-28\n"))
    assert content == {"a": "17:00", "b": "-5:30.5", "c": "2026-02-30", "d": date(2026, 2, 28)}


def test_an_empty_file_is_an_empty_mapping(tmp_path):
    assert read_yaml(written(tmp_path, "# nothing\n")) == {}


def test_an_anchor_may_be_used_again_and_overridden(tmp_path):
    text = "a: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  l: 3\nd:\n  <<: *x\n  l: 4\n"
    assert read_yaml(written(tmp_path, text)) == {
        "a": {"k": 1, "l": 2},
        "b": {"k": 1, "l": 2},
        "c": {"k": 1, "l": 3},
        "d": {"k": 1, "l": 4},
    }


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "x:\n  - {a: 1, a: 2}\n", "a: &x {k: 1, k: 2}\nb: *x\n"])
def test_a_key_given_twice_is_refused_with_its_line(tmp_path, text):
    with pytest.raises(BundleError, match=r"a\.yml:\d: key '[ak]' is given twice"):
        read_yaml(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "words"), [("a: [", "no YAML"), ("- a\n", "holds a list"), ("!!python/name:os.system", "no YAML")]
)
def test_what_is_no_mapping_is_refused(tmp_path, text, words):
    with pytest.raises(BundleError, match=words):
        read_yaml(written(tmp_path, text))
