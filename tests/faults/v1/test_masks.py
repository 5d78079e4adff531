import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v1.masks import MASKS_V1, MESSAGE_LIMIT, shape, template, template_of_shape
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS, loghub_sets

WORKED_EXAMPLES = [
    (
        "Received block blk_-1608999687919862906 of size 91178 from /10.250.10.6",
        "Received block blk_<*> of size <*> from /<*>",
    ),
    (
        "Client attempted to renew with id 0x14ede63a5a70004 at Sun Mar 18 14:35:02 2015",
        "Client attempted to renew with id <*> at <*>",
    ),
    ("[client 64.242.88.10] File does not exist: /var/www/html/favicon.ico", "[client <*>] File does not exist: <*>"),
    (
        'java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null',
        "java.lang.NullPointerException: Cannot invoke <*> because <*> is null",
    ),
    (
        "org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 12.0 failed 4 times",
        "org.apache.spark.SparkException: Job aborted due to stage failure: Task <*> in stage <*> failed <*> times",
    ),
    ("HTTP 503 returned by https://api.example.com/v1/items?id=42", "HTTP <*> returned by <*>"),
    ("connect to db-7.prod.example.com:5432 failed after 30 seconds", "connect to <*> failed after <*>"),
    ("user 'alice' has no access to table 'orders'", "user <*> has no access to table <*>"),
    ("don't retry: can't reach host it's down", "don't retry: can't reach host it's down"),
    (
        "2026-11-20T08:34:44.616239+00:00Z job 550e8400-e29b-41d4-a716-446655440000 done in 3.5 s",
        "<*> job <*> done in <*>",
    ),
    ("ids: 1, 2, 3, 4, 5", "ids: <*>"),
    ("ids: 7", "ids: <*>"),
    ("com.example.foo.Bar@1f2e3d4c closed", "<*> closed"),
    ("disk at ::1 and fe80::1ff:fe23:4567:890a and 00:1A:2B:3C:4D:5E", "disk at <*> and <*> and <*>"),
    ("ORA-00942: table or view does not exist", "ORA<*>: table or view does not exist"),
    ("cluster 0612-083012-abc123de failed", "cluster <*> failed"),
    ("pod api-gateway-7d9f8b6c5d-x2k4z evicted", "pod api-gateway<*> evicted"),
    ("req-4f9a8b7c6d5e done", "req<*> done"),
    ("session_deadbeef0123 opened", "session_<*> opened"),
    ("50% of 20% used", "<*>% of <*>% used"),
    ("1234567 bytes free", "<*> free"),
    ("123456789 bytes free", "<*> free"),
    ("deadbeef1 bytes free", "<*> bytes free"),
    ("SQLSTATE: 42P01", "SQLSTATE: <*>P<*>"),
    ("", ""),
    (" \t\r\x0b\x0c ", ""),
    ("  two\t words ", "two words"),
]

# The six masks as they were designed and measured, to the letter. MASKS_V1 writes `\b` in a way that is ASCII in every
# Java and looks only at words that can match; it must never match otherwise.
_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
_HEX = r"(?=[a-fA-F]*+\d)[0-9a-fA-F]{8,}+\b"
DESIGN = [
    (r"""(["'`])(?<![A-Za-z0-9].)[^"'`\s]++\1(?![A-Za-z0-9])""", "<*>"),
    (r"""=(?<=[A-Za-z0-9_)\]]=)(?!=)[^\s,;()\[\]{}<>|&"'=]++""", "=<*>"),
    (
        r"(?<![\w<>.@~$-])(?=[\w/~$@.:+-])(?:"
        r"""[A-Za-z][A-Za-z0-9+]{1,11}+://[^\s"'<>)\]},;]++"""
        r"""|[\w.~$@-]*+(?:/[^\s/,;:="'()\[\]{}|]++){2,}+/?"""
        r"""|[A-Za-z]:\\[^\s"'<>|,;]*+"""
        rf"|{_UUID}"
        r"|(?:[0-9a-fA-F]{0,4}:){2,}+[0-9a-fA-F.]*+(?![\w:])"
        r"|[-+]?0[xX][0-9a-fA-F]++"
        # One change to the design: digits alone are a number, else its unit would stay when it has eight or more.
        rf"|[-+]?(?=\d*+[a-fA-F]){_HEX}"
        r"|[A-Za-z_][\w-]*+(?:(?:\.[\w$-]++){2,}+(?:@[0-9a-fA-F]++)?(?::\d++)?|\.[A-Za-z]{2,}+:\d++|@(?:[\w-]++\.)++\w++)"
        r"(?<!Exception)(?<!Error))"
        r"|\d{4}-\d{6}-[a-z0-9]{8}\b"
        rf"|(?<=[A-Za-z0-9])-(?:{_UUID}|(?=[a-z]*+\d)[a-z0-9]{{8,10}}-[a-z0-9]{{5}}\b|{_HEX})"
        rf"|(?<=[A-Za-z]_)(?:{_UUID}|{_HEX})"
        r"|[-+]?\d++(?:[-+:.,/T]\d++)*+(?:Z\b)?"
        r"(?: ?(?:[KMGTP]i?B|B|bytes|ms|us|ns|secs?|seconds?|s|m|h|min|minutes?|hours?|days?|%)\b)?",
        "<*>",
    ),
    (r"<\*>(?:[\s,:;/|_.+-]*+<\*>)++", "<*>"),
    (
        r"\b(?=[A-Z][a-z])(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+<\*>",
        "<*>",
    ),
    (r"(?<!\S)((?>\S*?<\*>)\S*+)(?:\s+\1(?!\S))++", r"\1"),
]

# Each of them, repeated, drove some earlier pattern into quadratic time.
HOSTILE_UNITS = [
    "-", "~", "$", "a0", "0-", "0.", "/a", "a/", "<*>", "a=", "'", "\"", "::", "a:", "a.", "a@", "+", "=", "_",
    "é", "0x", "a-0", "Jan\t", "abcdef0-", "\\", "[", "0:0", "<*> ", "x<*> ", " ", "a1b2c3d4-", "0123-",
]  # fmt: skip


def designed_template(message: str) -> str:
    text = message[:2000].translate(str.maketrans("123456789", "0" * 9))
    for pattern, replacement in DESIGN:
        text = re.sub(pattern, replacement, text, flags=re.ASCII)
    return re.sub(r"\s+", " ", text, flags=re.ASCII).strip(" ")


@pytest.mark.parametrize(("message", "expected"), WORKED_EXAMPLES)
def test_worked_examples(message, expected):
    assert template(message) == expected


def test_the_masks_match_what_was_designed():
    assert [template(message) for message in CORPUS] == [designed_template(message) for message in CORPUS]


@examples(500)
@given(TEXTS)
def test_the_masks_match_what_was_designed_on_any_text(message):
    assert template(message) == designed_template(message)


@examples(300)
@given(TEXTS, st.randoms(use_true_random=False))
def test_a_template_is_blind_to_which_digits_a_message_holds(message, source):
    other = re.sub("[0-9]", lambda _: source.choice("0123456789"), message)
    assert template(other) == template(message)


def test_a_shape_keeps_every_code_point_in_its_place():
    assert [len(shape(message)) for message in CORPUS] == [min(len(message), MESSAGE_LIMIT) for message in CORPUS]
    assert not set("123456789") & set("".join(map(shape, CORPUS)))


@pytest.mark.parametrize("message", [example for example, _ in WORKED_EXAMPLES])
def test_masking_a_template_again_changes_nothing(message):
    assert template(template(message)) == template(message)


@pytest.mark.parametrize(
    "sentence",
    [
        "cluster {} terminated",
        "run {} failed",
        "pod worker-{} evicted",
        "request {} rejected",
        "req-{} timed out",
        "job session_{} lost",
    ],
)
def test_ids_of_this_field_never_split_a_template(sentence):
    ids = {
        "cluster": ["0612-083012-abc123de", "1120-235959-zz9zz9zz"],
        "run": ["8841230", "7"],
        "pod": ["7d9f8b6c5d-x2k4z", "6b5c4d7f9d-9q8wz"],
        "request": ["550e8400-e29b-41d4-a716-446655440000", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"],
        "req": ["4f9a8b7c6d5e", "00ff00ff00ff00ff"],
        "job": ["deadbeef0123", "0123456789abcdef"],
    }[re.split("[ -]", sentence)[0]]
    assert len({template(sentence.format(one)) for one in ids}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("session 5 opened", "session 5 closed"),
        ("job 7 success", "job 7 failure"),
        ("disk full on 3", "disk empty on 3"),
    ],
)
def test_opposites_stay_apart(one, other):
    assert template(one) != template(other)


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
@pytest.mark.parametrize("end", ["", "!", " <*>x"])
def test_hostile_repetitions_end(unit, end):
    # Without the cut, which would hide a mask that takes quadratic time: such a one takes minutes here.
    assert template_of_shape(unit * (64_000 // len(unit)) + end) is not None


def test_the_replacements_are_what_both_engines_read():
    assert {mask.replacement for mask in MASKS_V1} <= {"<*>", "=<*>", "$1"}


def test_two_messages_of_one_shape_have_one_template():
    by_shape = itertools.groupby(sorted(CORPUS, key=shape), key=shape)
    assert all(len({template(message) for message in messages}) == 1 for _, messages in by_shape)


@pytest.mark.skipif(not loghub_sets(), reason="Loghub is not here (FAULTBOOK_LOGHUB)")
class TestLoghub:
    def test_the_masks_match_what_was_designed(self):
        for message in {message for lines in loghub_sets().values() for message, _ in lines}:
            assert template(message) == designed_template(message)

    def test_grouping_by_template_is_as_accurate_as_when_it_was_measured(self):
        # Mean of the eight sets, masks alone: GA 0.834, FGA 0.839.
        scores = [_ga_and_fga(lines) for lines in loghub_sets().values()]
        assert sum(ga for ga, _ in scores) / len(scores) >= 0.83
        assert sum(fga for _, fga in scores) / len(scores) >= 0.83


def _ga_and_fga(lines: list[tuple[str, str]]) -> tuple[float, float]:
    pairs = [(template(message), group) for message, group in lines]
    predicted, true, joint = Counter(p for p, _ in pairs), Counter(g for _, g in pairs), Counter(pairs)
    right = [count for (p, g), count in joint.items() if count == predicted[p] == true[g]]
    precision, recall = len(right) / len(predicted), len(right) / len(true)
    return sum(right) / len(lines), 2 * precision * recall / (precision + recall)
