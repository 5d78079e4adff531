"""Templates of version 2: what varies goes, what tells errors apart stays, in linear time."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2.templates import MESSAGE_LIMIT, shape, template, template_of_shape
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS
from tests.faults.v2.hostile import UNITS

EXAMPLES = [
    # Numbers, ids, addresses
    ("block blk_-1608999687919862906 of size 91178 from /10.250.10.6", "block blk_<*> of size <*> from <*>"),
    ("disk at ::1 and fe80::1ff:fe23:4567:890a and 00:1A:2B:3C:4D:5E", "disk at <*> and <*> and <*>"),
    ("job 550e8400-e29b-41d4-a716-446655440000 lost", "job <*> lost"),
    ("commit 3b04890 by bob", "commit <*> by bob"),
    ("key x7Gh29Kd4 unknown", "key <*> unknown"),
    ("com.example.foo.Bar@1f2e3d4c closed", "<*> closed"),
    ("Bar@1f2e3d4c closed", "Bar<*> closed"),
    ("pod api-gateway-7d9f8b6c5d-x2k4z evicted", "pod api-gateway<*> evicted"),
    ("mail to alice@example.org bounced", "mail to <*> bounced"),
    ("mail to [email] bounced", "mail to <*> bounced"),
    ("ORA-00942: table or view does not exist", "ORA<*>: table or view does not exist"),
    ("java.lang.NullPointerException: x", "java.lang.NullPointerException: x"),
    # Sizes, durations, dates, versions
    ("took 1h2m3.5s", "took <*>"),
    ("took 3 h 20 min", "took <*>"),
    ("took 350ms of 1.5 GiB", "took <*> of <*>"),
    ("50% of 20% used", "<*> of <*> used"),
    ("1165 bytes (1.13 KB) sent", "<*> sent"),
    ("lifetime <1 sec", "lifetime <*>"),
    ("at Sun Mar 18 14:35:02 2015 in", "at <*> in"),
    ("at Tue, 03 Feb 2026 10:00:00 GMT in", "at <*> in"),
    ("version v1.2.3 and 2.0.0-SNAPSHOT", "version <*> and <*>"),
    # Paths, addresses of the web, names in quotes, lists
    ("GET https://api.example.com/v1/items?id=42&x=y failed", "GET <*> failed"),
    ("[client 64.242.88.10] File does not exist: /var/www/favicon.ico", "[client <*>] File does not exist: <*>"),
    (r"cannot open C:\Program Files\My App\x.txt now", "cannot open <*> now"),
    ("user 'alice' has no access to table \"orders\"", "user <*> has no access to table <*>"),
    ('cannot open "Annual Report"', "cannot open <*>"),
    ("status 'failed' of job 'nightly'", "status 'failed' of job <*>"),
    ('he said "no route to host"', 'he said "no route to host"'),
    ('"GET /v2/x/y HTTP/1.1" done', '"GET <*> HTTP/<*>" done'),
    ('"GET / HTTP/1.1" done', '"GET <*> HTTP/<*>" done'),
    ("KeyError: 'name'", "KeyError: <*>"),
    ("reason 'overdraft' of order 5", "reason 'overdraft' of order <*>"),
    ("don't retry: can't reach host it's down", "don't retry: can't reach host it's down"),
    ("ids: 1, 2, 3, 4, 5", "ids: <*>"),
    ("ids: 7", "ids: <*>"),
    ("nodes node1, node2, node3 lost", "nodes node<*> lost"),
    ("hosts [alpha, beta, gamma] lost", "hosts [<*>] lost"),
    ("connection from 10.0.0.1 () at 10:00", "connection from <*> (<*>) at <*>"),
    # Fields
    ("request failed user=alice path=/a/b took=5ms", "request failed user=<*> path=<*> took=<*>"),
    ("error=java.sql.SQLTimeout logger=com.acme.Pool x=a.b.c", "error=java.sql.SQLTimeout logger=com.acme.Pool x=<*>"),
    (
        json.dumps({"msg": "call failed", "body": json.dumps({"error": "no route", "id": 7})}),
        'msg="call failed" body.error="no route" body.id=<*>',
    ),
    ("payload='{\"msg\": \"timeout\", \"user\": \"al\"}' rejected", "payload= msg=timeout user=<*> rejected"),
    ("level=error msg=unauthorized err=EOF user=bob", "level=error msg=unauthorized err=EOF user=<*>"),
    ('ts=5 caller=tee.go:53 msg="slow query 7" level=warn', 'level=warn msg="slow query <*>" caller=tee.go ts=<*>'),
    ("payment done ok=true cached=true", "payment done ok=true cached=<*>"),
    ('wake tag="View Lock" ws=WorkSource{10113}', "wake tag=<*> ws=<*>"),
    ("drawn= false, total = 5", "drawn= <*>, total = <*>"),
    ("user: alice, host: db1, reason: timeout", "user: <*>, host: <*>, reason: timeout"),
    ("Query failed: duplicate key in orders, code: 7", "Query failed: duplicate key in orders, code: <*>"),
    ('{"level":"error","msg":"oom-killed","path":"/a/2","user":"x"}', "level=error msg=oom-killed path=<*> user=<*>"),
    ('Request failed: {"code":"X","msg":"boom","id":17}', "Request failed: msg=boom code=X id=<*>"),
    ('{"a":{"b":{"error":"EOF","id":1}},"n":[1,2]}', "b.error=EOF b.id=<*> n=<*>"),
    ('{"message":"{\\"msg\\":\\"boom\\",\\"id\\":5}"}', 'message="msg=boom id=<*>"'),
    ('{"what":"Connection to the server was lost","id":5}', 'id=<*> what: "Connection to the server was lost"'),
    ("{'error': 'KeyError', 'user': 'bob'}", "error=KeyError user=<*>"),
    ('{"level":"error","msg":"cut off in the mid', 'level=error msg="cut off in the mid"'),
    ("password=[redacted] token: [redacted] Bearer [redacted]", "password=<*> token: <*> Bearer <*>"),
    # Separators other than blanks
    ("TXN|1001|alice|Berlin|FAILED|insufficient funds", "TXN|<*>|alice|Berlin|FAILED|insufficient funds"),
    # Odd ones
    ("\x1b[31mred\x1b[0m alert 5", "red alert <*>"),
    ("  two\t words\u00a0here ", "two words here"),
    ("{}", "{}"),
    (" \t\r", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("message", "expected"), EXAMPLES)
def test_examples(message, expected):
    assert template(message) == expected


@pytest.mark.parametrize("message", [message for message, _ in EXAMPLES])
def test_masking_a_template_again_changes_nothing(message):
    assert template(template(message)) == template(message)


@examples(150)
@given(TEXTS, st.randoms(use_true_random=False))
def test_a_template_is_blind_to_which_digits_a_message_holds(message, source):
    other = re.sub("[0-9]", lambda _: source.choice("0123456789"), message)
    assert template(other) == template(message)


def test_a_shape_keeps_every_code_point_in_its_place():
    assert [len(shape(message)) for message in CORPUS] == [min(len(message), MESSAGE_LIMIT) for message in CORPUS]
    assert not set("123456789") & set("".join(map(shape, CORPUS)))


def test_no_message_with_words_loses_all_of_them():
    blank = [message for message in CORPUS if message.strip() and not template(message)]
    assert blank == []


SCALARS = st.one_of(
    st.integers(),
    st.booleans(),
    st.none(),
    st.sampled_from(["alice", "no route to host", "EOF", "", "a b", "/x/y", "it's"]),
)
INNER = st.dictionaries(st.sampled_from(["msg", "id", "code"]), SCALARS, min_size=1, max_size=2)
OBJECTS = st.dictionaries(
    st.sampled_from(["msg", "err", "level", "user", "path", "n", "ok", "req", "ctx"]),
    st.one_of(SCALARS, INNER, st.dictionaries(st.just("inner"), INNER, min_size=1)),
    min_size=1,
    max_size=6,
)


def shuffled(value, rng):
    if not isinstance(value, dict):
        return value
    return {key: shuffled(value[key], rng) for key in rng.sample(sorted(value), len(value))}


@examples(150)
@given(OBJECTS, st.randoms(use_true_random=False))
def test_the_order_of_json_keys_and_the_blanks_between_them_do_not_count(value, rng):
    compact = json.dumps(value, separators=(",", ":"))
    spaced = json.dumps(shuffled(value, rng), indent=rng.choice([None, 1]))
    assert template(compact) == template(spaced)


FLAT = st.dictionaries(
    st.sampled_from(["msg", "err", "user", "path", "n", "ok"]),
    st.sampled_from(["alice", "EOF", "a b", "7"]),
    min_size=2,
)


@examples(100)
@given(FLAT, st.randoms(use_true_random=False))
def test_logfmt_and_json_of_the_same_fields_read_the_same(fields, rng):
    logfmt = " ".join(
        f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in shuffled(fields, rng).items()
    )
    assert template(logfmt) == template(json.dumps(fields))


@pytest.mark.parametrize("key", ["user", "request_id", "path", "duration", "bytes", "host", "tenant"])
@pytest.mark.parametrize(
    "values", [("alice", "bob"), ("/a/b", "/c"), ("5ms", "1h2m"), ("x y", "z"), ("[redacted]", "hunter")]
)
def test_values_of_other_keys_do_not_count(key, values):
    one, other = values
    assert template(f'failed {key}="{one}" now') == template(f'failed {key}="{other}" now')
    assert template(json.dumps({"msg": "failed", key: one})) == template(json.dumps({"msg": "failed", key: other}))


TELLING = ["msg", "message", "err", "error", "reason", "event", "type", "exception", "method", "component"]


@pytest.mark.parametrize("key", TELLING)
def test_words_of_telling_keys_stay(key):
    for form in ("job {key}={value} n=5", '{{"{key}":"{value}","n":5}}', "{key}={value} n=5", 'x {key}="{value}" y'):
        texts = {template(form.format(key=key, value=value)) for value in ("timeout", "refused", "EOF")}
        assert len(texts) == 3
        assert all(any(value in text for value in ("timeout", "refused", "EOF")) for text in texts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mail to [email] failed", "mail to ann@example.org failed"),
        ("login with key=[redacted] failed", "login with key=hunter7 failed"),
        ("call https://h.example.com/x?key=[redacted]&n=1 failed", "call https://h.example.com/x?key=a1&n=1 failed"),
        ("key '[redacted]' unknown", "key 'k8h2' unknown"),
        ('{"msg":"no","token":"[redacted]"}', '{"msg":"no","token":"abc"}'),
    ],
)
def test_redacted_and_unredacted_values_of_one_place_read_the_same(one, other):
    assert template(one) == template(other)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("end", ["", "!", " <*>x", "}"])
def test_hostile_repetitions_end(unit, end):
    # Without the cut, which would hide a mask that takes quadratic time: such a one takes minutes here.
    assert template_of_shape(unit * (64_000 // len(unit)) + end) is not None


@pytest.mark.slow
def test_a_template_costs_at_most_fifty_times_its_shape():
    # Five times where this was measured; both grow with a loaded machine.
    messages = [message for message in CORPUS if len(message) < 300]
    shapes = [shape(message) for message in messages]
    whole = min(_seconds(template_of_shape, shapes) for _ in range(3))
    assert whole < 50 * min(_seconds(shape, messages) for _ in range(3))


def _seconds(function, texts):
    start = time.process_time()
    for text in texts:
        function(text)
    return time.process_time() - start
