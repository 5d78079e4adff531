import pytest

from faultbook.faults import identifiers as reference
from faultbook.transforms.logs.hints import text_at
from faultbook.transforms.logs.identifiers import request_id, request_id_span, user_id, user_id_span
from faultbook.transforms.logs.masking import shape
from tests.faults.corpus import CORPUS, any_texts, loghub_sets
from tests.faults.test_identifiers import REQUESTS, USERS
from tests.transforms.logs.messages import answer_to_null, differences

MESSAGES = [message for message, _ in REQUESTS + USERS] + CORPUS
TWINS = [
    pytest.param(request_id, reference.request_id, id="request"),
    pytest.param(lambda m: text_at(m, request_id_span(shape(m))), reference.request_id, id="request by shape"),
    pytest.param(user_id, reference.user_id, id="user"),
    pytest.param(lambda m: text_at(m, user_id_span(shape(m))), reference.user_id, id="user by shape"),
]


@pytest.mark.parametrize(("column", "function"), TWINS)
def test_ids_are_equal_in_python_and_spark(spark, column, function):
    assert differences(MESSAGES, column, function) == []


@pytest.mark.parametrize(("column", "function"), TWINS)
def test_ids_are_equal_on_any_text(spark, column, function):
    assert differences(any_texts(), column, function) == []


@pytest.mark.skipif(not loghub_sets(), reason="Loghub is not here (FAULTBOOK_LOGHUB)")
@pytest.mark.parametrize(("column", "function"), TWINS)
def test_ids_are_equal_on_loghub(spark, column, function):
    messages = [message for lines in loghub_sets().values() for message, _ in lines]
    assert differences(messages, column, function) == []


@pytest.mark.parametrize(("column", "function"), TWINS)
def test_null_names_nobody(spark, column, function):
    assert answer_to_null(column) is None
