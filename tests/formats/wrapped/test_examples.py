"""Every wrapping reads its own examples, with plain text inside."""

import pytest

from faultbook.formats.checking import differences
from faultbook.formats.plain import PLAIN
from faultbook.formats.wrapped.wrappers import WRAPPINGS, around

WRAPPED = [around(wrapping, PLAIN) for wrapping in WRAPPINGS]


@pytest.mark.parametrize("format_", WRAPPED, ids=lambda format_: format_.name)
def test_a_wrapping_reads_its_examples(format_):
    assert {example.about: differences(format_, example) for example in format_.examples()} == {
        example.about: [] for example in format_.examples()
    }


@pytest.mark.parametrize("format_", WRAPPED, ids=lambda format_: format_.name)
def test_a_wrapping_has_five_examples_and_a_hostile_one(format_):
    examples = format_.examples()
    assert len(examples) >= 5
    assert any(example.hostile for example in examples)
