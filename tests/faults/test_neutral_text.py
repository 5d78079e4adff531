"""Neutral texts do nothing, whatever is in them: read by a parser of their own, and by what trackers link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.neutral_text import (
    LONGEST_BLOCK,
    LONGEST_INLINE,
    LONGEST_TITLE,
    NO_TITLE,
    fenced,
    inline,
    title,
    units,
)
from faultbook.faults.redaction import Redactor, redact
from tests.examples import examples
from tests.faults.hostile_texts import HOSTILE, INSTRUCTION, PIECES
from tests.faults.markdown_oracle import active, blocks, code, unseen
from tests.faults.redaction_corpus import planted, remains

PLACES = {
    "alone": "{}",
    "in a sentence": "It was {} again.",
    "in an item": "- {}",
    "in a quotation": "> {}",
    "in a heading": "## {}",
    "in bold": "**{}**",
    "in code": "`{}`",
    "twice": "{0}{0}",
    "in brackets": "[{}]",
    "in a table": "| a | b |\n|---|---|\n| {} | c |",
}


@examples(400)
@given(HOSTILE)
def test_a_block_is_one_block_of_code_whatever_is_in_it(text):
    block = fenced(text)
    assert not block or blocks(f"before\n\n{block}\n\nafter") == [
        *("paragraph_open", "inline"),
        "fence",
        *("paragraph_open", "inline"),
    ]
    assert active(block) == [] and unseen(block) == set()


@examples(200)
@given(HOSTILE)
def test_a_block_hides_no_comment_and_no_mark(text):
    assert "<!--" not in fenced(text) and "-->" not in fenced(text)


@examples(400)
@given(HOSTILE, st.sampled_from(sorted(PLACES)))
def test_a_text_in_one_line_does_nothing_wherever_a_template_puts_it(text, place):
    line = inline(text)
    markdown = PLACES[place].format(line)
    assert "\n" not in line and unseen(line) == set()
    assert active(markdown) == []
    assert blocks(markdown) == blocks(PLACES[place].format("`x`" if line else ""))


@examples(400)
@given(HOSTILE)
def test_a_text_in_one_line_does_nothing_without_its_code(text):
    """But for hashes of commits, which stay whole: a link to a commit notifies nobody."""
    assert set(active(inline(text).strip("`"))) <= {"commit"}


@examples(400)
@given(HOSTILE)
def test_a_title_does_nothing(text):
    made = title(text)
    assert active(made) == [] and unseen(made) == set()
    assert "\n" not in made and made == made.strip() and 0 < units(made) <= LONGEST_TITLE


@examples(400)
@given(HOSTILE)
def test_redaction_changes_no_neutral_text(text):
    for made in (fenced(text), inline(text), title(text)):
        assert redact(made) == made


@examples(200)
@given(HOSTILE, st.integers(64, 400))
def test_a_text_is_never_longer_than_allowed(text, longest):
    assert len(fenced(text * 3, longest)) <= longest
    assert len(inline(text * 3, longest)) <= longest
    assert units(title(text * 3, longest)) <= longest
    assert redact(fenced(text * 3, longest)) == fenced(text * 3, longest)


@examples(200)
@given(HOSTILE)
def test_a_title_of_a_title_is_the_same(text):
    assert title(title(text)) == title(text)


def test_no_planted_secret_is_left():
    for _, _, line, secret in planted(20261201, 40):
        left = [remains(secret, line, made(line)) for made in (fenced, inline, title)] if secret else [""]
        assert not any(left), line


def test_a_secret_behind_invisible_characters_is_found():
    spread = "dapi" + "\u200b".join("0123456789abcdef" * 2)
    for made in (fenced(spread), inline(spread), title(spread)):
        assert "[redacted]" in made and "0123" not in made


@pytest.mark.parametrize("cut_at", range(600, 700, 7))
def test_no_part_of_a_secret_is_left_where_a_text_is_cut(cut_at):
    secret = "dapi0123456789abcdef0123456789abcdef"
    text = f"{'x ' * 300}{secret}{' y' * 300}"
    for made in (fenced(text, cut_at), inline(text, cut_at), title(text, min(cut_at, 640))):
        assert "dapi" not in made and "0123" not in made and redact(made) == made


def test_ordinary_text_stays_to_the_letter():
    text = 'Traceback (most recent call last):\n\tFile "etl/load.py", line 12\nValueError: 12 < 3 @ #4 `x`'
    assert code(fenced(text)) == [text + "\n"]
    assert inline("orders_daily (v2): C# 2026-12-01") == "`orders_daily (v2): C# 2026-12-01`"
    assert title("Job orders_daily failed: 503 since 2026-12-01") == "Job orders_daily failed: 503 since 2026-12-01"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u202e", "\x1b[0m"])
def test_what_cannot_be_seen_is_empty(text):
    assert (fenced(text), inline(text), title(text)) == ("", "", NO_TITLE)


def test_an_instruction_for_an_assistant_is_code():
    for made in (fenced(INSTRUCTION), inline(INSTRUCTION)):
        assert blocks(made)[-1] in ("fence", "inline") and len(code(made)) == 1
        assert code(made)[0].strip() in made and active(made) == []


def test_beginning_and_end_of_a_long_trace_stay():
    lines = [f"at frame {number}" for number in range(2_000)]
    shown = fenced("\n".join(["Error: x", *lines]))
    assert "Error: x\nat frame 0\n" in shown and shown.endswith("at frame 1999\n```")
    assert "characters left out" in shown and LONGEST_BLOCK - 100 < len(shown) <= LONGEST_BLOCK


def test_what_a_user_has_redacted_is_redacted():
    own = Redactor(rules=["K-[a-z]+"])
    assert inline("key K-abc", redactor=own) == "`key [redacted]`"
    assert "K-abc" not in fenced("key K-abc", redactor=own) + title("key K-abc", redactor=own)


def test_a_rule_of_a_user_that_fits_the_fence_leaves_the_text():
    assert fenced("one", redactor=Redactor(rules=["`+"])) == "```text\none\n```"


def test_a_block_is_not_made_too_short():
    with pytest.raises(ValueError, match="found 10 characters for a block; expected 64 or more"):
        fenced("x", 10)


def test_the_parser_finds_what_acts():
    """Each hostile piece that Markdown or a tracker acts on is found where it is not neutral."""
    found = {kind for piece in PIECES for kind in active(f"x\n{piece}\n")}
    assert {"link_open", "image", "html_block", "html_inline", "mention", "issue", "commit", "address"} <= found
    assert len(inline("x" * 999)) == LONGEST_INLINE
