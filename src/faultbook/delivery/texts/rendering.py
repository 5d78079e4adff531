"""Texts of an incident: the one place where texts for trackers are made."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from faultbook.delivery.marker import BEGIN, END, marker
from faultbook.delivery.texts.composing import BlockInside, TooLong, ValueCut, composed, composed_title
from faultbook.delivery.texts.links import KNOWN_HOSTS
from faultbook.delivery.texts.neutral import Rendered, neutral
from faultbook.delivery.texts.subject import Subject
from faultbook.delivery.texts.templates import Template, templates
from faultbook.delivery.texts.values import Values
from faultbook.delivery.texts.variables import variables_of
from faultbook.faults.neutral_text import LONGEST_BODY
from faultbook.faults.redaction.redactor import DEFAULT, Redactor
from faultbook.incidents.incident import Incident, ResolvedBy, State

# Of marks, bounds and line ends.
_RESERVED = 500
_NOTES = ("closed", "reopened")
WAITING_TITLE = "Tickets wait for a limit of faultbook"
"""Of the issue about them; the number is in its body, where a change of it writes no event."""


class Texts:
    """Makes the texts of incidents. TemplateFailed where a template is wrong, also one that an example shows it for."""

    def __init__(
        self, overrides: Mapping[str, str] | None = None, hosts: Collection[str] = (), redactor: Redactor = DEFAULT
    ) -> None:
        """`overrides`: templates by name; `hosts`: whose addresses become links, beside the known ones."""
        self._templates = templates(overrides or {})
        self._hosts = (*KNOWN_HOSTS, *hosts)
        self._redactor = redactor
        for example in examples():
            self._title(example)
            for template in self._templates.values():
                self._markdown(template, example)

    def rendered(
        self,
        subject: Subject,
        intent_id: str,
        *,
        labels: tuple[str, ...] = (),
        note: str | None = None,
        has_comment: bool = True,
    ) -> Rendered:
        """The texts of one intent. `note`: closed or reopened, with which the comment begins then.

        TemplateFailed where a template fails.
        """
        if note is not None and note not in _NOTES:
            raise ValueError(f"found the note {note!r}; expected one of {', '.join(_NOTES)}")
        mark = marker(subject.incident.incident_id, intent_id)
        body = self._markdown(self._templates["umbrella" if subject.incident.is_umbrella else "body"], subject)
        comment = f"{mark}\n\n{self._comment(subject, note)}" if has_comment else None
        return _rendered(mark, self._title(subject), body, comment, labels)

    def rendered_waiting(self, subject: Subject, intent_id: str, *, labels: tuple[str, ...] = ()) -> Rendered:
        """The texts of the issue about tickets that wait for a limit; of the subject only `waiting` is shown."""
        mark = marker(subject.incident.incident_id, intent_id)
        body = self._markdown(self._templates["waiting"], subject)
        return _rendered(mark, WAITING_TITLE, body, None, labels)

    def _comment(self, subject: Subject, note: str | None) -> str:
        parts = [self._templates[name] for name in (note, "comment") if name]
        return "\n\n".join(self._markdown(each, subject, len(parts)) for each in parts)

    def _title(self, subject: Subject) -> str:
        template = self._templates["title"]
        values, made = self._made(template, subject)
        try:
            return composed_title(made, values.sources, self._redactor)
        except ValueCut as wrong:
            raise template.failed(wrong) from wrong

    def _markdown(self, template: Template, subject: Subject, parts: int = 1) -> str:
        """What a template makes, at most its share of a text."""
        values, made = self._made(template, subject)
        try:
            return composed(made, values.sources, self._redactor, (LONGEST_BODY - _RESERVED) // parts)
        except (ValueCut, BlockInside, TooLong) as wrong:
            raise template.failed(wrong) from wrong

    def _made(self, template: Template, subject: Subject) -> tuple[Values, str]:
        values = Values()
        return values, template.made(variables_of(subject, values, self._hosts, self._redactor))


def _rendered(mark: str, title: str, body: str, comment: str | None, labels: tuple[str, ...]) -> Rendered:
    return Rendered(
        title=neutral(title),
        body=neutral(f"{mark}\n{BEGIN}\n\n{body}\n\n{END}"),
        comment=neutral(comment) if comment is not None else None,
        labels=labels,
    )


def examples() -> tuple[Subject, ...]:
    """Subjects that templates are tried with: one of which all is known, one of which nothing is, and an umbrella."""
    at = datetime(2026, 12, 1, 2, 15, tzinfo=UTC)
    bare = Incident(
        incident_id="inc-0123456789abcdef",
        title="Job orders_daily failed",
        fingerprint="fp1:0123456789abcdef",
        rule="failed_runs",
        source="jobs",
        severity="high",
        opened_at=at,
        detected_at=at,
        last_seen=at + timedelta(hours=1),
        updated_at=at,
        through_number=1,
    )
    full = replace(
        bare,
        state=State.RESOLVED,
        resolved_by=ResolvedBy.GOOD_RUNS,
        resolved_at=at + timedelta(hours=5),
        resolved_build="1.4.2",
        is_flapping=True,
        follows_id="inc-fedcba9876543210",
        service="orders",
        environment="prod",
        resource="orders_daily",
        owner="team-orders",
        assignee="jane",
        reopened=2,
        occurrence_count=12,
        build="1.4.1",
        message="ValueError: column `amount` is missing",
        link="https://adb-1.azuredatabricks.net/jobs/1/runs/2",
        facts={"http_status": "503"},
    )
    known = Subject(
        full,
        why="5 events within 10m, the rule fires at 5",
        window=timedelta(minutes=10),
        stack_trace='Traceback (most recent call last):\n  File "load.py", line 12, in run\nValueError',
        context="02:14:58 INFO reading\n02:15:00 ERROR failed",
        hours=(0, 3, 9),
        cost=Decimal("12.40"),
        currency="USD",
        log_query_url="https://portal.azure.com/#blade/logs",
        console_url="https://faultbook.example.com/incidents/inc-0123456789abcdef",
        follows_url="https://github.com/acme/orders/issues/7",
        waiting=3,
    )
    umbrella = Subject(replace(bare, is_umbrella=True), children=("Job a failed", "Job b failed"), waiting=2)
    return Subject(bare), known, umbrella
