"""What holds of redaction on any text: once is enough, what is no secret stays, time grows with the text."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.reading import RecordReader
from faultbook.faults.redaction import Redactor, redact, redact_json, rules_of_shape, shows_signs
from faultbook.faults.redaction.redactor import RULES
from faultbook.faults.redaction.signs import lower_case, signs_of
from faultbook.faults.v1.masks import shape as shape_of_message
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS
from tests.faults.redaction_corpus import FORMS, PUBLIC, hard_passwords, planted, remains

LINES = [each.line for each in planted(20261129, 12)]
_NAMES = [
    "password",
    "Passwd",
    "pwd",
    "api_key",
    "client_secret",
    "token",
    "Authorization",
    "Cookie",
    "secret key",
    "pass",
    "auth",
    "user",
    "mot de passe",
]
_SIGNS = [
    "=",
    ": ",
    ":",
    " = ",
    '="',
    '":"',
    '\\":\\"',
    " ",
    " is ",
    "%3D",
    "=>",
    "&quot;:&quot;",
    "='",
    "(",
    ">",
    "</",
    "\n",
    "\\n",
    ";",
    ", ",
    "[",
    "]",
    "}",
    "{",
    "@",
    "%40",
    "://",
    "-----",
    "[redacted]",
    "[email]",
]
_VALUES = [
    "swordfish",
    "Zq9X7v4kP2mR",
    "expired",
    "bob",
    "Bearer ",
    "Basic ",
    "x.example.org",
    "4111111111111111",
    "eyJhbGciOi.eyJzdWIi",
    "***",
    "12",
    "é",
    "İ",
    "密码",
    "\\",
    '"',
    "'",
    "--",
    "-p ",
    "mysql ",
    "curl -u ",
]
NEAR_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(_NAMES),
        st.sampled_from(_SIGNS),
        st.sampled_from(_VALUES),
        TEXTS,
        st.sampled_from(LINES).map(lambda line: line[:120]),
    ),
    max_size=10,
).map("".join)
"""Texts that come near every rule."""


@examples(600)
@given(NEAR_TEXTS)
def test_redacting_again_changes_nothing(text):
    once = redact(text)
    assert redact(once) == once


@examples(600)
@given(NEAR_TEXTS)
def test_no_rule_finds_anything_in_a_text_that_shows_no_sign(text):
    lower = lower_case(text)
    found = {rule.name for rule in RULES if list(rule.find(text, lower))}
    assert not found or shows_signs(text)


def assert_tried_where_it_finds(text):
    signs = signs_of(text)
    of_shape = rules_of_shape(shape_of_message(text))
    for rule in RULES:
        if list(rule.find(text, signs.lower)):
            assert rule.may_find(signs), (rule.name, text)
            assert of_shape is None or len(text) > 2_000 or rule in of_shape, (rule.name, text)


@examples(600)
@given(NEAR_TEXTS)
def test_a_rule_that_finds_something_is_tried(text):
    assert_tried_where_it_finds(text)


def test_rules_are_tried_on_planted_secrets():
    for line in (*LINES, *PUBLIC):
        assert_tried_where_it_finds(line)


def test_a_reader_that_knows_the_shape_redacts_alike():
    """Also where messages of one shape differ in their digits."""
    reader = RecordReader()
    escaped = [
        "mail bob%40example.org",
        "mail bob%41example.org",
        "mail bob\\u0040example.org",
        "mail bob&#64;example.org",
    ]
    numbers = ["paid 4111111111111111 now", "paid 4111111111111112 now", "n 12345678901234 now"]
    long = ["word " * 500 + "password=swordfish7Canary"]
    for line in (*escaped, *numbers, *long, *LINES, *escaped, *numbers):
        assert reader.read(line, "shop", "E1").message == redact(line)


@examples(600)
@given(NEAR_TEXTS)
def test_what_was_not_taken_out_stands_as_it_stood(text):
    """Between the marks of the result are pieces of the text, in their order."""
    rest = text
    for piece in redact(text).replace("[email]", "[redacted]").split("[redacted]"):
        at = rest.replace("[email]", "[redacted]").find(piece)
        assert at >= 0
        rest = rest.replace("[email]", "[redacted]")[at + len(piece) :]


@examples(300)
@given(NEAR_TEXTS, st.sampled_from(next(form for form in FORMS if form.name == "bearer token").forms))
def test_a_secret_does_not_survive_behind_any_text(before, form):
    secret = "Zq9X7v" + "Canary4kP2mR"
    assert secret not in redact(f"{before} {form.replace('%s', secret)}")


_JSON_TEXTS = st.one_of(NEAR_TEXTS, st.sampled_from(LINES), st.text(max_size=12))
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _JSON_TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_NAMES), st.text(max_size=6)), inner, max_size=4),
    ),
    max_leaves=12,
)
_DOCUMENTS = st.one_of(
    st.lists(_JSON, max_size=4),
    st.dictionaries(st.one_of(st.sampled_from(_NAMES), st.text(max_size=6)), _JSON, max_size=4),
)


def shape(value):
    """Keys and nesting; strings and numbers may become strings."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return value if value is None or isinstance(value, bool) else "leaf"


@examples(400)
@given(_DOCUMENTS, st.booleans(), st.sampled_from([None, 1]))
def test_json_stays_json_of_the_same_shape(document, ascii_only, indent):
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    once = redact_json(text)
    assert shape(json.loads(once)) == shape(document)
    assert redact_json(once) == once


@examples(300)
@given(_DOCUMENTS)
def test_json_without_secrets_is_left_to_the_letter(document):
    text = json.dumps(document)
    once = redact_json(text)
    assert ("[redacted]" in once or "[email]" in once) or once == text


@examples(300)
@given(NEAR_TEXTS, st.sampled_from(["ORDER-[0-9]+", "(?P<secret>sword)fish", "[a-z]+", "x"]))
def test_with_own_rules_once_is_enough(text, rule):
    redactor = Redactor(rules=[rule])
    once = redactor.redact(text)
    assert redactor.redact(once) == once


@pytest.mark.parametrize("text", CORPUS[:45])
def test_messages_of_the_field_keep_what_is_no_secret(text):
    if not any(sign in text for sign in ("@", "password", "Bearer", "token")):
        assert redact(text) == text


UNITS = [
    *(
        "a",
        "a.",
        "a@",
        "@",
        "a@b.",
        "a-",
        "A_",
        "-",
        "\\",
        '"',
        "'",
        '\\"',
        "0",
        "4",
        "4 ",
        "1-",
        "0a",
        "%3D",
        "%2F",
        "/",
        ":",
        "://",
        "://a:",
        "=",
        "==",
        " ",
        "\n",
        "{",
        "[",
        "<",
        "&",
        "?a=",
        "?code=",
    ),
    *(
        "password",
        'password="',
        'password="\\',
        "password=",
        "password: ",
        "password is ",
        "password for bob ",
        "token:",
        "auth:",
        "auth:a",
        "creds:a1",
        "secret:a/",
        "password:a,",
        "password=a;b ",
        "token:'",
        "--token ",
        "secret access key ",
        "key",
        "api_key",
        "api_key.a.",
        " ;pwd=",
    ),
    *(
        "bearer ",
        "basic a",
        "Authorization: Digest a=b, ",
        "Authorization: ",
        "eyJ",
        "eyJaaaaaaaa.",
        "sig=",
        "Cookie: a=",
        "cookie=a=b; ",
        "a=b;",
        "identified by ",
        "curl -u ",
        "mysql -p",
        "-p ",
        "<password",
        "<password>",
    ),
    *(
        "-----BEGIN A ",
        "-----BEGIN PRIVATE KEY-----",
        "MIIEpAIBAAKC",
        "ghp_",
        "sk-",
        "sk-a",
        "AKIA",
        "xoxb-",
        "glpat-",
        "SG.a",
        "dapi",
        "AIza",
        "hooks.slack.com/services/",
        "[redacted]",
        "[email]",
        "name=password,value=",
        'password:{"',
        'password:{"a":1,',
        '"a":',
        "sig:",
        "('password','",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_text(unit):
    """For 16 times as many characters it takes 16 times as long, and five times that on a machine that others use."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit)) + "!"
        begin = time.process_time()
        redact(text)
        return time.process_time() - begin

    small = min(seconds(4_000) for _ in range(2))
    middle, large = seconds(16_000), seconds(64_000)
    assert large < 0.2 or large < 16 * 5 * max(small, 0.001), (small, middle, large)


@pytest.mark.slow
def test_planted_secrets_are_gone_and_their_like_stays():
    """A small drawing of what `make redaction` measures."""
    kept, taken, secrets, others = [], [], 0, 0
    for each in planted(20261129, 20):
        redacted = redact(each.line)
        secrets += bool(each.secret)
        others += not each.secret
        if each.secret and remains(each.secret, each.line, redacted):
            kept.append((each.kind, each.line, redacted))
        elif not each.secret and redacted != each.line:
            taken.append((each.kind, each.line, redacted))
    assert len(kept) <= 0.002 * secrets, kept
    assert len(taken) <= 0.03 * others, taken


def test_of_passwords_of_all_signs_hardly_one_is_left():
    left = [each for each in hard_passwords(20261129, 50) if remains(each.secret, each.line, redact(each.line))]
    assert len(left) <= 0.02 * 50 * 20, left


@pytest.mark.parametrize("text", PUBLIC)
def test_strings_of_public_scanners_are_found(text):
    assert "[redacted]" in redact(text)
