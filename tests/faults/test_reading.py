"""Reading a record: texts without secrets, both hashes, and no dependence on what was read before."""

from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.identifiers import request_id, user_id
from faultbook.faults.reading import NO_CODE, RecordReader
from faultbook.faults.redaction import redact
from faultbook.faults.v1 import code_hint as v1_hints
from faultbook.faults.v1 import masks as v1_masks
from faultbook.faults.v1 import stack_trace as v1_traces
from faultbook.faults.v1.template_hash import template_hash as v1_hash
from faultbook.faults.v2 import hints, templates, traces
from faultbook.faults.v2.template_hash import template_hash
from tests.faults.corpus import CORPUS, TEXTS, any_texts

TRACE = """Traceback (most recent call last):
  File "/app/shop/db.py", line 7, in read
    rows = connect(dsn)
shop.errors.Gone: server of ann.lee@example.org is gone
"""
READER = RecordReader()


def expected(message: str, code: str) -> tuple[str | None, ...]:
    """The reading by its definition, each part computed by itself."""
    safe = redact(message)
    hint = hints.code_hint(safe)
    return (
        safe,
        template_hash("api", redact(code), hint, None, templates.template(safe), None),
        v1_hash("api", code, v1_hints.code_hint(message), None, v1_masks.template(message), None),
        hint or None,
        request_id(safe),
        user_id(safe),
    )


def test_a_reading_follows_its_definition_for_every_text_of_the_corpus():
    for message in [*CORPUS, *any_texts()]:
        assert tuple(READER.read(message, "api", "CC-1")) == expected(message, "CC-1"), message


@given(st.lists(TEXTS, max_size=6))
def test_what_was_read_before_changes_nothing(messages):
    reader = RecordReader()
    for message in [*messages, *messages]:
        assert tuple(reader.read(message, "api", "CC-1")) == expected(message, "CC-1")


def test_a_secret_beyond_the_part_that_counts_is_taken_out_too():
    read = READER.read("x " * 1_500 + "password=swordfish9canary", "api", "CC-1")
    assert "swordfish9canary" not in read.message


def test_messages_that_differ_in_a_secret_alone_have_one_hash():
    hashes = {
        READER.read(f"login with password={word} failed", "api", "C").template_hash for word in ("abc1", "z9y8x7")
    }
    assert len(hashes) == 1


def test_a_trace_gives_type_code_and_frames_and_no_secret():
    reading, trace = READER.read_traced("cannot read", "shop", None, None, TRACE)
    assert trace.exception_type == trace.root_exception_type == "shop.errors.Gone"
    assert (trace.error_code, trace.top_frames) == ("Gone", traces.top_frames(TRACE))
    assert "ann.lee" not in (trace.stack_trace or "")
    key = ("shop", "Gone", v1_hints.code_hint("cannot read"), v1_traces.exception_type(TRACE))
    assert reading.earlier_hash == v1_hash(*key, "cannot read", v1_traces.top_frames(TRACE))


def test_without_trace_exception_and_code_the_code_is_none():
    reading, trace = READER.read_traced("slow", "shop", None, None, None)
    assert (trace.error_code, trace.exception_type, trace.top_frames) == (NO_CODE, None, None)
    assert reading.earlier_hash == v1_hash("shop", NO_CODE, "", None, "slow", None)


def test_what_the_line_names_wins_over_the_trace_and_the_root_cause_is_kept():
    _, trace = READER.read_traced("slow", "shop", "E-7", "app.Wrapped", TRACE)
    assert (trace.error_code, trace.exception_type) == ("E-7", "app.Wrapped")
    assert trace.root_exception_type == "shop.errors.Gone"


def test_frames_of_methods_that_are_called_like_a_secret_are_kept():
    frames = "\tat shop.Auth.checkPassword(Auth.java:12)\n\tat shop.Tokens.getToken(Tokens.java:3)"
    _, trace = READER.read_traced(
        "m", "shop", None, None, f"java.lang.IllegalStateException: password=x1y2z3\n{frames}"
    )
    assert trace.stack_trace == f"java.lang.IllegalStateException: password=[redacted]\n{frames}"
    assert trace.top_frames == "shop.Auth.checkPassword\nshop.Tokens.getToken"
