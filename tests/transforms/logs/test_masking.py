import re

import pytest

from faultbook.faults import masks
from faultbook.faults.masks import MASKS_V1
from faultbook.transforms.logs.masking import first_characters, listed, shape, template, template_of_shape
from tests.faults.corpus import CORPUS, any_texts, loghub_sets
from tests.transforms.logs.messages import answer_to_null, differences


def test_shapes_are_equal_in_python_and_spark(spark):
    assert differences(CORPUS, shape, masks.shape) == []


def test_templates_are_equal_in_python_and_spark(spark):
    assert differences(CORPUS, template, masks.template) == []


def test_templates_are_equal_on_any_text(spark):
    assert differences(any_texts(), template, masks.template) == []


@pytest.mark.skipif(not loghub_sets(), reason="Loghub is not here (FAULTBOOK_LOGHUB)")
def test_templates_are_equal_on_loghub(spark):
    messages = [message for lines in loghub_sets().values() for message, _ in lines]
    assert differences(messages, template, masks.template) == []


def test_the_template_of_a_shape_is_the_template_of_its_messages(spark):
    shapes = [masks.shape(message) for message in CORPUS]
    assert differences(shapes, template_of_shape, masks.template_of_shape) == []


def test_the_first_2000_characters_are_counted_in_code_points(spark):
    assert differences(CORPUS, first_characters, lambda message: message[:2000]) == []


def test_null_stays_null(spark):
    assert answer_to_null(shape) is None
    assert answer_to_null(template) is None


@pytest.mark.parametrize("mask", MASKS_V1, ids=lambda mask: mask.name)
def test_written_out_classes_match_the_same(mask):
    written_out = re.compile(listed(mask.pattern), re.ASCII)
    for message in CORPUS:
        text = message.replace("7", masks.PLACEHOLDER)
        assert [m.span() for m in written_out.finditer(text)] == [
            m.span() for m in re.finditer(mask.pattern, text, re.ASCII)
        ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\d{4}", "[0123456789]{4}"),
        (r"[^a-f0-9.-]", "[^abcdef0123456789.-]"),
        (r"\S*?<\*>", r"[^ \t\n\x0B\f\r]*?<\*>"),
        (r"[A-Za-z]:\\[^\s]", None),
        (r"[^\x00-\x7F]", r"[^\x00-\x7F]"),
    ],
)
def test_classes_are_written_out(pattern, expected):
    assert expected in (None, listed(pattern))
    assert re.compile(listed(pattern))


def test_on_shapes_zero_is_the_only_digit():
    assert listed(r"\d++[0-9a-f]", digits="0") == "0++[0abcdef]"
