"""Accounts are shown as names; texts that contain an address, or look like a secret, are not."""

import pytest

from faultbook.formatting.log_text import Cleaner
from faultbook.serve.questions.people import person


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ada@example.org", "ada@example.org"),
        ("ada", "ada"),
        (None, None),
        ("write ada@example.org", "write [email]"),
        ("a@b", "a@b"),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_name_is_shown_and_a_text_is_redacted(name, shown):
    assert person(name, Cleaner()) == shown
