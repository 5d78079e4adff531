"""Subjects of tickets whose every text is a hostile one."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from faultbook.delivery.texts.rendering import examples
from faultbook.delivery.texts.subject import Subject
from tests.faults.hostile_texts import HOSTILE

BARE, KNOWN, UMBRELLA = examples()
INTENT = "int-0123456789abcdef"
FIELDS = (
    *("title", "message", "service", "environment", "resource", "owner", "assignee", "build", "resolved_build"),
    *("rule", "link", "follows_id"),
)
"""Texts of an incident that templates show."""


def hostile(texts: dict[str, str], example: Subject = KNOWN) -> Subject:
    """The example with texts in place of its own; what is not named stays."""
    incident = replace(example.incident, **{name: texts[name] for name in FIELDS if name in texts})
    incident = replace(incident, facts={texts.get("fact", "http_status"): texts.get("value", "503")})
    return replace(
        example,
        incident=incident,
        **{name: texts[name] for name in ("why", "stack_trace", "context", "currency") if name in texts},
        run_url=texts.get("link", example.run_url),
        log_query_url=texts.get("log_query_url", example.log_query_url),
        details={texts.get("detail", "region"): texts.get("value", "west")},
        children=tuple(texts.get("child", each) for each in example.children),
        cost=Decimal("1"),
    )


SUBJECTS = st.builds(
    hostile,
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (*FIELDS, "fact", "value", "why", "stack_trace", "context", "log_query_url", "detail", "child"), HOSTILE
        ),
    ),
    st.sampled_from((KNOWN, UMBRELLA)),
)
