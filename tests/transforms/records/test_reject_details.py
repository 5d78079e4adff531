"""Details of rejects: what was found, without secrets, however long it is."""

from faultbook.faults.redaction import Redactor
from faultbook.transforms.records.reject_details import SHOWN_LENGTH, redacted_detail, with_redacted_details
from tests.frames import frame

EXPECTED = "', expected a full date and time"


def test_what_was_found_is_redacted_before_it_is_cut(spark):
    token = "Authorization: Bearer " + "abcdefghijklmnop.qrstuvwxyz" * 2
    details = [f"found '{'x' * 60} {token}{EXPECTED}", "3 of 5 tab-separated fields", None]
    rows = frame([(detail, at) for at, detail in enumerate(details)], "detail string, n int")
    found = {row["n"]: row["detail"] for row in with_redacted_details(rows).collect()}
    assert "abcdefgh" not in found[0]
    assert found[0].startswith("found 'xxx")
    assert found[0].endswith(EXPECTED)
    assert (found[1], found[2]) == (details[1], None)


def test_what_was_found_is_cut_and_quotes_in_it_do_no_harm():
    detail = redacted_detail(f"found 'it's', expected by {'y' * 200}{EXPECTED}", Redactor())
    assert (
        detail == f"found '{('it' + chr(39) + 's' + chr(39) + ', expected by ' + 'y' * 200)[:SHOWN_LENGTH]}{EXPECTED}"
    )
