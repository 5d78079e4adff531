"""Details of rejects: what was found, without secrets, however long it is."""

from faultbook.faults.redaction import Redactor
from faultbook.transforms.records.reject_details import SHOWN_LENGTH, redacted_detail

EXPECTED = "', expected a full date and time"


def test_what_was_found_is_redacted_before_it_is_cut():
    token = "Authorization: Bearer " + "abcdefghijklmnop.qrstuvwxyz" * 2
    found = redacted_detail(f"found '{'x' * 60} {token}{EXPECTED}", Redactor())
    assert "abcdefgh" not in found
    assert found.startswith("found 'xxx")
    assert found.endswith(EXPECTED)
    other = "3 of 5 tab-separated fields"
    assert redacted_detail(other, Redactor()) == other


def test_what_was_found_is_cut_and_quotes_in_it_do_no_harm():
    detail = redacted_detail(f"found 'it's', expected by {'y' * 200}{EXPECTED}", Redactor())
    assert (
        detail == f"found '{('it' + chr(39) + 's' + chr(39) + ', expected by ' + 'y' * 200)[:SHOWN_LENGTH]}{EXPECTED}"
    )
