"""Texts of earlier versions: secrets that masks or markup tore to pieces are taken out, all else stays."""

import html
import json

from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.old_texts import StoredTexts, secret_fragments
from faultbook.faults.redaction import redact
from faultbook.faults.v1.masks import template
from faultbook.report.markdown import escaped

AWS = "AKIA" + "QZX4567890ABCDEF"
EMAIL = "canary.person" + "@" + "example.org"
PASSWORD = "swordfish" + "canary"
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\n\r", exclude_categories=["C"]), max_size=40)


def test_a_fragment_is_a_masked_piece_that_the_redacted_message_does_not_have():
    message = f"worker w7 of 10.0.0.1 was denied the key {AWS} at /srv/app/7"
    old = template(message)
    assert "AKIAQZX" in old
    (fragment,) = secret_fragments(old, redact(message))
    assert fragment.startswith("AKIA")
    new = StoredTexts(fragments={fragment}).plain(f"alert: {old} (x2)")
    assert new == f"alert: {old.replace(fragment, '<*>')} (x2)"


@given(WORDS)
def test_messages_without_secrets_have_no_fragments(text):
    if redact(text) == text:
        assert secret_fragments(template(text), text) == frozenset()


@given(WORDS)
def test_markup_without_secrets_stays_as_it_is(text):
    texts = StoredTexts()
    if texts.plain(text) == text and texts.plain(escaped(text)) == escaped(text):
        assert texts.markdown(escaped(text)) == escaped(text)
        page = f'<p title="{html.escape(text)}">{html.escape(text)}</p>'
        assert texts.html(page) == page


@given(WORDS)
def test_secrets_in_markup_are_found_whatever_it_escapes(text):
    texts = StoredTexts()
    line = f"| {escaped(text)} | {escaped(f'mail to {EMAIL}')} | 7 |"
    assert EMAIL not in texts.markdown(line).replace("\\", "")
    page = f"<td>{html.escape(f'{text} password: {PASSWORD}')}</td><td>7</td>"
    safe = texts.html(page)
    assert PASSWORD not in html.unescape(safe)
    assert safe.startswith("<td>") and safe.endswith("<td>7</td>")


def test_a_markdown_line_keeps_its_cells_and_its_emphasis():
    texts = StoredTexts(fragments={"ghp_Zx<*>Yw"})
    assert texts.markdown(f"| clone with {escaped('ghp_Zx<*>Yw')} | 3 | `v1:0831` |") == (
        rf"| clone with {escaped('<*>')} | 3 | `v1:0831` |"
    )
    assert texts.markdown(f"- **critical spike** in shop: mail to {escaped(EMAIL)}") == (
        f"- **critical spike** in shop: mail to {escaped('[email]')}"
    )


def test_what_was_redacted_is_not_changed_again():
    texts = StoredTexts(fragments={"AKIA<*>X"})
    for text in (f"key AKIA<*>X of {EMAIL}, password={PASSWORD}", f"Authorization: Bearer {PASSWORD}.{PASSWORD}1"):
        once = texts.plain(text)
        assert texts.plain(once) == once
        line = texts.markdown(f"| {escaped(text)} |")
        assert texts.markdown(line) == line
        page = texts.html(f"<b>{html.escape(text)}</b>")
        assert texts.html(page) == page


def test_json_stays_json():
    text = json.dumps({"headers": {"password": PASSWORD}, "to": [EMAIL], "n": 7})
    assert json.loads(StoredTexts().json(text)) == {"headers": {"password": "[redacted]"}, "to": ["[email]"], "n": 7}
