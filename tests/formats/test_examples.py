"""Every format reads its own examples, of which there are enough."""

from dataclasses import replace

import pytest

from faultbook.formats.plain import PLAIN
from faultbook.formats.registered import FORMATS
from faultbook.formats.wrapped.wrappers import WRAPPINGS, around
from tests.formats.reading import OPTIONS, differences, lines_of, read

TESTED = {**FORMATS, **{name: around(wrapping, PLAIN) for wrapping in WRAPPINGS for name in (wrapping.name,)}}
EXAMPLES = [
    pytest.param(format_, example, id=f"{name}: {example.about}")
    for name, format_ in TESTED.items()
    for example in format_.examples()
]


@pytest.mark.parametrize(("format_", "example"), EXAMPLES)
def test_an_example_is_read_as_it_is_written(format_, example):
    lines = lines_of(example.text)
    found = read(format_, lines, replace(OPTIONS, zone=example.zone))
    assert differences(example, found) == []
    assert found.lines == len(lines)


@pytest.mark.parametrize("name", TESTED)
def test_a_format_has_five_examples_and_a_hostile_one(name):
    examples = TESTED[name].examples()
    assert len(examples) >= 5
    assert any(example.hostile for example in examples)
