"""Tickets: what an incident's texts are, and that nothing in a log makes them do anything."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.marker import BEGIN, END, markers_in
from faultbook.delivery.texts.rendering import Texts
from faultbook.delivery.texts.subject import Subject
from faultbook.faults.neutral_text import LONGEST_BODY, units
from faultbook.faults.redaction import Redactor, redact
from tests.delivery.texts.subjects import BARE, FIELDS, INTENT, KNOWN, SUBJECTS, UMBRELLA, hostile
from tests.examples import examples
from tests.faults.hostile_texts import HOSTILE, INSTRUCTION
from tests.faults.markdown_oracle import active, code, tokens, unseen
from tests.faults.redaction_corpus import planted, remains

TEXTS = Texts()
PLANTED = (
    "@everyone fixes #1 <img src='https://evil.example/p.png'> ![b](https://evil.example/b.png)\n"
    f"```\n````\n<!-- faultbook:end -->\n<!-- {INSTRUCTION} -->\npassword=Zq9X7v4kP2mR\n{INSTRUCTION}\n"
    "<!-- faultbook:v1:inc-ffffffffffffffff:int-ffffffffffffffff -->"
)
NAMES = (*FIELDS, "fact", "value", "why", "stack_trace", "context", "log_query_url", "detail", "child")
EVERYWHERE = dict.fromkeys(NAMES, PLANTED)


def addresses(markdown: str) -> list[str]:
    """Where the links and images of a text lead."""
    return [str(each.attrs.get("href") or each.attrs.get("src")) for each in tokens(markdown) if each.attrs]


def all_texts(subject: Subject, texts: Texts = TEXTS) -> list[str]:
    """Title, body and comment, the comment with each note."""
    closed = texts.rendered(subject, INTENT, note="closed")
    reopened = texts.rendered(subject, INTENT, note="reopened")
    return [closed.title, closed.body, closed.comment or "", reopened.comment or ""]


@examples(60)
@given(SUBJECTS)
def test_no_text_of_a_log_makes_a_ticket_do_anything(subject):
    rendered = TEXTS.rendered(subject, INTENT, note="closed")
    assert active(rendered.title) == []
    for text in (rendered.body, rendered.comment or ""):
        assert set(active(text)) <= {"html_block", "html_inline", "link_open", "address"}
        assert text.count("<!--") == text.count("-->") <= 3
        assert text.count("<sub>") == text.count("</sub>") == 1
        html = [each.content for each in tokens(text) if each.type in ("html_block", "html_inline")]
        assert all(each.startswith(("<!-- faultbook:", "<sub>", "</sub>")) for each in html)
        allowed = (
            "https://adb-1.azuredatabricks.net/",
            "https://portal.azure.com/",
            "https://github.com/acme/",
            "https://faultbook.example.com/",
        )
        assert all(each.startswith(allowed) for each in addresses(text))


@examples(40)
@given(SUBJECTS)
def test_a_ticket_has_its_own_marks_only_and_one_region(subject):
    rendered = TEXTS.rendered(subject, INTENT)
    for text in (rendered.body, rendered.comment or ""):
        assert markers_in(text) == [(subject.incident.incident_id, INTENT)]
    assert rendered.body.count(BEGIN) == rendered.body.count(END) == 1
    assert rendered.body.index(BEGIN) < rendered.body.index(END) == len(rendered.body) - len(END)


@examples(24)
@given(SUBJECTS, st.integers(1, 600))
def test_every_text_is_within_the_limits_of_trackers(subject, times):
    long = replace(
        subject,
        stack_trace=(subject.stack_trace + "é😀\n") * times,
        context=subject.context * times,
        children=subject.children * times,
        incident=replace(subject.incident, message=(subject.incident.message or "") * times),
    )
    title, body, comment, _ = all_texts(long)
    assert 0 < units(title) <= 256 and "\n" not in title
    assert max(units(body), units(comment)) <= LONGEST_BODY
    assert unseen(title + body + comment) == set()


@examples(24)
@given(SUBJECTS)
def test_redaction_finds_nothing_in_a_ticket(subject):
    for text in all_texts(subject):
        assert redact(text) == text


@pytest.mark.parametrize("example", [KNOWN, UMBRELLA], ids=["incident", "umbrella"])
def test_what_is_planted_is_in_no_text_but_as_code(example):
    for text in all_texts(hostile(EVERYWHERE, example)):
        shown = "\n".join(each.content for each in tokens(text) if each.type == "text")
        for each in ("@everyone", "#1", "evil.example", "Ignore all"):
            assert each not in shown or text == all_texts(hostile(EVERYWHERE, example))[0]
        assert (
            "Zq9X7v4kP2mR" not in text
            and "<!-- Ignore" not in text
            and "ffffffffffffffff" not in "".join(intent for _, intent in markers_in(text))
        )
    title = all_texts(hostile(EVERYWHERE, example))[0]
    assert active(title) == [] and "@" not in title and "#1" not in title


def test_no_planted_secret_is_in_a_ticket():
    ordinary = "".join(all_texts(KNOWN))
    for _, _, line, secret in planted(20261202, 6):
        for text in all_texts(hostile(dict.fromkeys(EVERYWHERE, line))) if secret else ():
            assert not remains(secret, line + ordinary, text), line


def test_an_ordinary_ticket_has_what_an_engineer_needs():
    rendered = TEXTS.rendered(KNOWN, INTENT, labels=("faultbook",))
    assert rendered.title == "Job orders_daily failed in orders (prod)"
    assert rendered.labels == ("faultbook",)
    for part in (
        *(
            "Happened **12 times** since 2026-12-01 02:15 UTC, most recently at **2026-12-01 03:15 UTC**",
            "`team-orders`",
        ),
        *("5 events within 10m, the rule fires at 5", "`·▃█`", "12.40 USD", "1.4.1", "high, P3", "`orders` in `prod`"),
        *("https://github.com/acme/orders/issues/7", "[Run](https://adb-1.azuredatabricks.net/jobs/1/runs/2)"),
    ):
        assert part in rendered.body
    assert "ValueError: column `amount` is missing\n" in code(rendered.body)


def test_a_ticket_of_which_nothing_is_known_has_no_empty_part():
    rendered = TEXTS.rendered(BARE, INTENT)
    assert rendered.title == "Job orders_daily failed"
    assert "None" not in rendered.body and "### Error" not in rendered.body and "``" not in rendered.body
    assert "\n\n\n" not in rendered.body


def test_an_umbrella_lists_its_incidents_and_how_many_tickets_wait():
    body = TEXTS.rendered(UMBRELLA, INTENT).body
    assert "**2 incidents** began" in body and "- `Job a failed`\n- `Job b failed`" in body
    assert "2 tickets wait for the limits of an hour." in body
    many = replace(UMBRELLA, children=tuple(f"Job {number} failed" for number in range(70)))
    assert "- and 20 more" in TEXTS.rendered(many, INTENT).body


def test_a_comment_begins_with_how_it_ended_or_that_it_is_back():
    closed = TEXTS.rendered(KNOWN, INTENT, note="closed").comment
    assert "**Closed** at 2026-12-01 07:15 UTC: its job ran well again, fixed in build `1.4.2`." in (closed or "")
    reopened = TEXTS.rendered(KNOWN, INTENT, note="reopened").comment
    assert "**Reopened**: it happened again at 2026-12-01 03:15 UTC in build `1.4.1`." in (reopened or "")
    assert TEXTS.rendered(KNOWN, INTENT, has_comment=False).comment is None
    with pytest.raises(ValueError, match="found the note 'gone'; expected one of closed, reopened"):
        TEXTS.rendered(KNOWN, INTENT, note="gone")


def test_redaction_of_a_user_holds_for_tickets():
    texts = Texts(redactor=Redactor(rules=["K-[a-z]+"]))
    subject = hostile({"message": "key K-abc", "title": "K-abc failed", "stack_trace": "K-abc"})
    assert all("K-abc" not in text for text in all_texts(subject, texts))


def test_a_template_of_a_user_is_used():
    texts = Texts({"title": "{{ severity | upper }}: {{ failure_name }}", "comment": "{{ count }} times"})
    assert texts.rendered(KNOWN, INTENT).title == "HIGH: Job orders_daily failed"
    assert (texts.rendered(KNOWN, INTENT).comment or "").endswith("\n\n12 times")


@examples(40)
@given(
    HOSTILE, st.sampled_from(["> {}", "- {}", "1. x {}", "    {}", "| {} |", "text {} text", "<details>{}</details>"])
)
def test_a_block_is_a_block_wherever_a_template_has_it(trace, place):
    texts = Texts({"body": place.format("{{ stack_trace }}")})
    body = texts.rendered(hostile({"stack_trace": trace}), INTENT).body
    allowed = {"html_block", "html_inline"}
    assert set(active(body)) <= allowed
    html = "".join(each.content for each in tokens(body) if each.type in allowed)
    assert html.replace("<details>", "").replace("</details>", "").count("<") == 3


def test_a_link_is_of_a_known_host_or_of_one_that_is_configured():
    away = "https://logs.acme.example/q?x=1"
    assert "logs.acme.example" not in TEXTS.rendered(hostile({"log_query_url": away}), INTENT).body
    texts = Texts(hosts=["acme.example"])
    assert f"[Log query]({away})" in texts.rendered(hostile({"log_query_url": away}), INTENT).body


@pytest.mark.parametrize(
    ("waiting", "sentence"), [(1, "**1 ticket waits** for"), (9, "**9 tickets wait** for"), (0, "No")]
)
def test_the_issue_about_tickets_that_wait_shows_their_number(waiting: int, sentence: str):
    incident = replace(BARE.incident, incident_id="wait-0123456789abcdef")
    made = TEXTS.rendered_waiting(replace(BARE, incident=incident, waiting=waiting), INTENT)
    assert sentence in made.body and made.comment is None
    assert markers_in(made.body) == [("wait-0123456789abcdef", INTENT)]
