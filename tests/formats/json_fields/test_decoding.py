"""What is JSON, and what is noted of it beside its values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.json_fields.decoding import MOST_LEVELS, Decoder, NotJsonError
from faultbook.formats.json_fields.exceptions import exception_of
from faultbook.formats.json_fields.writing import java_float, metadata_of, text_of
from tests.examples import examples

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)
NAMES = st.sampled_from([
    "class", "name", "type", "Type", "message", "msg", "file", "trace", "stacktrace", "extendedStackTrace", "cause",
    "previous", "exc_type", "exc_value", "frames", "func", "source", "line", "parsedStack", "outerId", "is_cause",
    "StackTrace", "Message", "method", "fileName", "backtrace", "localizedMessage",
])  # fmt: skip
EXCEPTIONS = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)


@examples(300)
@given(VALUES, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_values_are_those_of_the_text(value, ascii_only, separators):
    decoder = Decoder()
    assert decoder.decode(json.dumps(value, ensure_ascii=ascii_only, separators=separators)) == value
    assert decoder.repeated == []


@examples(300)
@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_metadata_is_the_object_again(found):
    decoder = Decoder()
    value = decoder.decode(json.dumps(found))
    assert json.loads(metadata_of(value, has_odd_floats=decoder.has_odd_floats)) == found
    assert json.loads(text_of(value, has_odd_floats=decoder.has_odd_floats)) == found


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ('{"a":1,"a":2}', True),
        ('{"a" :1,"a":2,"b":"\\":"}', True),
        ('{"a"\t:1,"a":2,"b":"x\\":"}', True),
        ('{"a"\n:1,"a":2,"b":"x\\":"}', True),
        ('{"a":{"b":1,"b":2}}', True),
        ('{"a":[{"b":1,"b":2}]}', True),
        ('{"a":"\\":","b":1}', False),
        ('{"a":{"b":1},"b":{"b":2}}', False),
    ],
)
def test_a_name_that_repeats_is_noted(text, repeats):
    decoder = Decoder()
    decoder.decode(text)
    assert bool(decoder.repeated) == repeats
    decoder.decode("{}")
    assert decoder.repeated == []


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("[1e5]", False), ("[1E400]", False), ("[1.5]", True), ("[123456789.123]", True), ('["1e5"]', True),
        ("[" + "1" * 37 + "]", True), ("[" + "1" * 38 + "]", False), ("[0." + "1" * 38 + "]", False),
        ('{"a":[-' + "1" * 38 + "]}", False),
        ('["\\ud83d\\ude00"]', True), ('["\\ud83d"]', False), ('["\\ude00x"]', False),
    ],
)  # fmt: skip
def test_what_would_not_come_out_as_it_was_is_noted(text, is_exact):
    decoder = Decoder()
    decoder.decode(text)
    assert decoder.is_exact == is_exact


@pytest.mark.parametrize("levels", [MOST_LEVELS, MOST_LEVELS + 1])
@pytest.mark.parametrize("opening", ['{"a":', "["])
def test_what_is_too_deep_is_refused_wherever_it_is_called(levels, opening):
    text = opening * levels + "1" + ("}" if opening[0] == "{" else "]") * levels
    if levels <= MOST_LEVELS:
        value = Decoder().decode(text)
        assert text_of(value, has_odd_floats=True) == text_of(value, has_odd_floats=False) == text
    else:
        with pytest.raises(NotJsonError):
            Decoder().decode(text)


def test_brackets_in_strings_are_no_levels():
    assert Decoder().decode(json.dumps("[" * 1_000)) == "[" * 1_000


@pytest.mark.parametrize("digits", [1_000, 1_001])
def test_a_number_has_a_thousand_digits_at_most(digits):
    decoder = Decoder()
    assert decoder.decode(json.dumps(["1" * digits])) == ["1" * digits]
    if digits <= 1_000:
        assert decoder.decode("[" + "1" * digits + "]") == [int("1" * digits)]
    else:
        with pytest.raises(NotJsonError):
            decoder.decode("[" + "1" * digits + "]")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.001, "0.001"), (0.00099, "9.9E-4"), (9999999.0, "9999999.0"),
        (1e7, "1.0E7"), (1743519389.4320688, "1.7435193894320688E9"), (-1.5e-10, "-1.5E-10"), (1e300, "1.0E300"),
        (float("inf"), "Infinity"), (float("-inf"), "-Infinity"),
    ],
)  # fmt: skip
def test_a_float_is_written_as_java_does(value, text):
    assert java_float(value) == text


@examples(500)
@given(EXCEPTIONS)
def test_whatever_an_exception_looks_like_it_is_read_or_none(value):
    found = exception_of(value)
    assert found is None or (isinstance(found.kind, str) and isinstance(found.trace, str))
