"""Matchers are read and applied as Alertmanager's classic ones; what is none is refused with a sentence."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.routing.matchers import OPERATORS, Matcher, matchers_of, matches, parse_matcher, parse_matchers
from tests.examples import examples
from tests.routing.generated import expression, labels, matcher_text

names = st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,8}", fullmatch=True)
values = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
plain = st.builds(Matcher, names, st.sampled_from(("=", "!=")), values)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("severity=critical", ("severity", "=", "critical")),
        (" severity  !=\twarning ", ("severity", "!=", "warning")),
        ('cluster=~"prod-.*"', ("cluster", "=~", "prod-.*")),
        ("code!~5..", ("code", "!~", "5..")),
        ('a=""', ("a", "=", "")),
        ("a=", ("a", "=", "")),
        ("a==b", ("a", "=", "=b")),
        (r'a="x \"y\" \n \\ \d"', ("a", "=", 'x "y" \n \\ \\d')),
        ("a=x\\", ("a", "=", "x\\")),
        ("a=x y", ("a", "=", "x y")),
        ("job:rate=1", ("job:rate", "=", "1")),
        ("a=größer\n", ("a", "=", "größer")),
    ],
)
def test_a_matcher_is_a_name_an_operator_and_a_value(text, read):
    assert parse_matcher(text) == Matcher(*read)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("{}", []),
        ("{a=1}", ["1"]),
        ("{a=1, a!=2 ,a=3,}", ["1", "2", "3"]),
        ('a="1,2",a=3', ["1,2", "3"]),
        (r'a="1\",2",a=3', ['1",2', "3"]),
        ('{a="{}"}', ["{}"]),
        ("a=1, ", ["1"]),
    ],
)
def test_a_text_has_several_matchers_between_commas_outside_of_quotes(text, values):
    assert [one.value for one in parse_matchers(text)] == values


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("severity", "found 'severity'; expected a name, one of = != =~ !~ and a value"),
        ('"a b"=c', "expected a name without quotes"),
        ("1a=b", "found '1a=b'; expected a name"),
        ("a=b,,c=d", "found ''; expected a name"),
        ('a="b', "double quote that is not closed or not escaped"),
        ('a=b"', "double quote that is not closed or not escaped"),
        ('a="b"c', "double quote that is not closed or not escaped"),
        ('a=~"(b"', r"found the regular expression '\(b', which RE2 refuses: missing \)"),
        ("a=~(?=b)", "RE2 refuses: invalid perl operator"),
        (r"a=~(b)\1", "RE2 refuses: invalid escape sequence"),
        (r"a=~\C", "a byte, not for a character"),
        ("a=~b)|(c", "RE2 refuses"),
        ("a=\ud800", "no Unicode text"),
    ],
)
def test_what_is_no_matcher_is_refused(text, named):
    with pytest.raises(ValueError, match=named):
        parse_matchers(text)


def test_a_matcher_is_checked_however_it_is_made():
    with pytest.raises(ValueError, match=r"found the label name 'a\.b'; expected ASCII letters"):
        Matcher("a.b", "=", "c")
    with pytest.raises(ValueError, match="found the operator '=='; expected one of = != =~ !~"):
        Matcher("a", "==", "c")


@pytest.mark.parametrize(
    ("matcher", "value", "expected"),
    [
        ("a=b", "b", True),
        ("a!=b", "b", False),
        ("a=~b", "abc", False),
        ("a=~b|c", "c", True),
        ("a=~.*b.*", "a\nb", False),
        ('a=~"(?s).*b.*"', "a\nb", True),
        (r'a=~"\\d+"', "١", False),
        ("a=~.", "é", True),
        ("a=~.", "\udc80", True),
        ("a!~b.*", "abc", True),
    ],
)
def test_expressions_match_the_whole_value(matcher, value, expected):
    assert parse_matcher(matcher).matches({"a": value}) is expected


def test_a_label_that_is_absent_is_the_empty_text():
    assert matches(parse_matchers('a="", b!="x", c=~"", d!~".+"'), {})
    assert not matches(parse_matchers('a!=""'), {})


def test_all_matchers_of_a_list_hold():
    both = matchers_of(["a=1,b=2", "c=3"])
    assert matches(both, {"a": "1", "b": "2", "c": "3"})
    assert not matches(both, {"a": "1", "b": "2"})
    assert matches((), {"a": "1"})


def test_an_expression_takes_no_time_that_grows_with_what_it_could_match():
    assert not parse_matcher('a=~"(x+x+)+y"').matches({"a": "x" * 10_000})


@given(plain)
def test_a_matcher_that_is_written_is_read_back(matcher):
    assert parse_matcher(str(matcher)) == matcher


@given(st.lists(plain, max_size=4))
def test_a_list_that_is_written_is_read_back(matchers):
    assert parse_matchers("{" + ",".join(map(str, matchers)) + "}") == tuple(matchers)


@given(st.text(max_size=30))
@examples(300)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        parse_matchers(text)
    except ValueError as refused:
        assert re.search("found .*; expected |which RE2 refuses", str(refused), re.DOTALL)


@given(st.randoms(use_true_random=False), st.sampled_from(OPERATORS))
def test_an_operator_and_its_negation_are_opposites(chance: Random, op):
    value = expression(chance)
    opposite = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}[op]
    try:
        one = Matcher("a", op, value)
    except ValueError:
        return
    given = labels(chance)
    assert one.matches(given) != Matcher("a", opposite, value).matches(given)


@given(st.randoms(use_true_random=False))
def test_matchers_in_another_order_match_the_same(chance: Random):
    try:
        one = matchers_of([matcher_text(chance) for _ in range(3)])
    except ValueError:
        return
    given = labels(chance)
    assert matches(one, given) == matches(tuple(reversed(one)), given) == all(each.matches(given) for each in one)
