import pytest

from faultbook.faults.code_hint import code_hint as reference
from faultbook.transforms.logs.hints import code_hint, hint_at, hint_span
from faultbook.transforms.logs.masking import shape
from tests.faults.corpus import CORPUS, any_texts, loghub_sets
from tests.faults.test_code_hint import CASES
from tests.transforms.logs.messages import answer_to_null, differences

MESSAGES = [message for message, _ in CASES] + CORPUS


def by_shape(message):
    return hint_at(message, hint_span(shape(message)))


@pytest.mark.parametrize("column", [code_hint, by_shape])
def test_hints_are_equal_in_python_and_spark(spark, column):
    assert differences(MESSAGES, column, reference) == []


@pytest.mark.parametrize("column", [code_hint, by_shape])
def test_hints_are_equal_on_any_text(spark, column):
    assert differences(any_texts(), column, reference) == []


@pytest.mark.skipif(not loghub_sets(), reason="Loghub is not here (FAULTBOOK_LOGHUB)")
@pytest.mark.parametrize("column", [code_hint, by_shape])
def test_hints_are_equal_on_loghub(spark, column):
    messages = [message for lines in loghub_sets().values() for message, _ in lines]
    assert differences(messages, column, reference) == []


def test_null_has_no_hint(spark):
    assert answer_to_null(code_hint) is None
    assert answer_to_null(by_shape) == ""
