"""Text of logs on its way out: bounded, clean, without secrets, whatever stands in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.redaction import redact
from faultbook.formatting.log_text import LONGEST, Cleaner

TOKEN = "dapi0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(("length", "was_cut"), [(LONGEST, False), (LONGEST + 1, True), (100_000, True)])
def test_a_message_is_cut_after_its_limit_and_marked(length, was_cut):
    text = Cleaner().log_text({"message": "x" * length})

    assert (text.message, text.message_truncated) == ("x" * LONGEST, was_cut)


@pytest.mark.parametrize("before", [0, LONGEST - len(TOKEN), LONGEST - 10, LONGEST - 1, LONGEST])
def test_a_secret_across_the_cut_is_taken_out_before_it(before):
    cleaner = Cleaner()
    text = cleaner.log_text({"message": "y" * before + " " + TOKEN + " end"})

    assert "dapi" not in text.message
    assert cleaner.redactions == 1


@given(st.text(alphabet=st.characters(codec=None), max_size=700))
def test_no_text_leaves_control_characters_or_more_than_the_limit(text):
    text = Cleaner().log_text({"message": text, "file_path": text, "source_file": text})

    for value in (text.message, text.file_path, text.source_file):
        assert len(value) <= LONGEST
        assert not {unicodedata.category(each) for each in value} & {"Cc", "Cf", "Co", "Cs", "Cn"}
    assert text.message_truncated or redact(text.message) == text.message
