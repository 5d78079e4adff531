"""The page of issues: nothing that an issue contains becomes markup of the page."""

from dataclasses import replace
from datetime import UTC, datetime

from faultbook_samples.demo.ticket_page import page_of
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.port import ClosedAs, Comment, Issue, IssueState

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def issue(title="a title", body="a body", **more):
    return Issue("acme/pipelines", 7, "", title, body, IssueState.OPEN, "bot", NOON, NOON, **more)


def test_an_issue_is_shown_with_its_labels_and_comments_and_without_hidden_marks():
    body = (
        "<!-- faultbook:begin -->\n### Error\n\n```\n<b> & more\n```\n\n<sub>by faultbook</sub>\n<!-- faultbook:end -->"
    )
    page = page_of("Night", [(issue(body=body, labels=("bug",)), [Comment(1, "", "back again", "ada", NOON, NOON)])])
    assert "<h3>Error</h3>" in page and "&lt;b&gt; &amp; more" in page and "<sub>by faultbook</sub>" in page
    assert '<span class="label">bug</span>' in page and "<p>back again</p>" in page
    assert "faultbook:begin" not in page


def test_how_an_issue_was_closed_is_shown():
    closed = replace(issue(), state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED)
    page = page_of(
        "Night", [(Issue(**{**vars(closed), "state": IssueState.CLOSED, "closed_as": ClosedAs.NOT_PLANNED}), [])]
    )
    assert "Closed as not planned" in page


@given(
    st.text(),
    st.sampled_from(["<script>x</script>", "<img src=x onerror=y>", "[a](javascript:z)", "<style>*{}</style>"]),
)
def test_no_text_becomes_markup(text, hostile):
    page = page_of(hostile, [(issue(title=text + hostile, body=text + "\n\n" + hostile, labels=(hostile,)), [])])
    assert not [tag for tag in ("<script", "<img", 'href="javascript', "<style>*") if tag in page]
