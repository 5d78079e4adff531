"""The search fields of each page: the terms of a search in, arguments of a question out.

The questions bind arguments to parameters; no text of a search ever becomes SQL.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from faultbook.serve.console.filters import InvalidFilter, Term, parse
from faultbook.serve.questions.arguments import nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_UNITS = {"": 1, "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}
_DURATION = re.compile(r"(\d{1,9})(ms|s|m|h|)\Z")


@dataclass(frozen=True)
class Field:
    """A search field. `equal`, `unequal`: the arguments that it sets; for time `since` and `until`.

    `help` may contain {severities}, {error} and {worst}, which stand for the lakehouse's names of severities.
    """

    kind: Literal["name", "time", "duration"]
    help: str
    equal: str | None = None
    unequal: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """The fields of a page, and the arguments that a text without a field sets. `other`: further names of fields.

    `example` may contain {error} and {worst}, which stand for the lakehouse's names of these severities.
    """

    fields: Mapping[str, Field]
    text: str | None = None
    not_text: str | None = None
    other: Mapping[str, str] | None = None
    example: str = ""

    def arguments(self, text: str) -> dict[str, str]:
        """Arguments of the page's question; InvalidFilter where the search is wrong."""
        found: dict[str, str] = {}
        for term in parse(text):
            for name, value in self._conditions(text, term).items():
                if name in found:
                    what = term.field or "a text"
                    raise InvalidFilter(
                        text, term.at, f"{what} is given twice; put several words in one pair of quotes."
                    )
                found[name] = value
        return found

    def _conditions(self, text: str, term: Term) -> dict[str, str]:
        if term.field is None:
            return self._text(text, term)
        name = term.field.lower()
        field = self.fields.get((self.other or {}).get(name, name))
        if field is None:
            known = list(self.fields)
            near = nearest(term.field, [*known, *(self.other or {})], most=1)
            guess = f" Did you mean {near[0]}?" if near else ""
            raise InvalidFilter(
                text,
                term.at + term.is_not,
                f"there is no field {term.field}.{guess} There are: {', '.join(known)}. Quote a text with a colon.",
            )
        if field.kind == "name":
            return self._name(text, term, field)
        if term.is_not:
            raise InvalidFilter(text, term.at, f"{term.field} cannot be negated; give a range.")
        return _times(text, term) if field.kind == "time" else _durations(text, term, field)

    def _text(self, text: str, term: Term) -> dict[str, str]:
        name = self.not_text if term.is_not else self.text
        if name is None:
            what = "a text cannot be excluded" if term.is_not else "a text cannot be searched for"
            raise InvalidFilter(text, term.at, f"{what} on this page. There are: {', '.join(self.fields)}.")
        return {name: term.low or ""}

    def _name(self, text: str, term: Term, field: Field) -> dict[str, str]:
        if term.sign != "=":
            raise InvalidFilter(text, term.at, f"{term.field} takes one value, no range.")
        name = field.unequal if term.is_not else field.equal
        if name is None:
            raise InvalidFilter(text, term.at, f"{term.field} cannot be excluded on this page.")
        return {name: term.low or ""}


def _times(text: str, term: Term) -> dict[str, str]:
    """Values of since and until; a range that ends with a day includes the day."""
    low, high = (None if value is None else _parsed_instant(text, term, value) for value in (term.low, term.high))
    if term.sign == "=":
        assert low is not None
        step = timedelta(days=1) if _DAY.match(term.low or "") else timedelta(hours=1)
        return {"since": _iso(low), "until": _iso(_later(low, step))}
    if term.sign == "..":
        end = high if high is None or not _DAY.match(term.high or "") else _later(high, timedelta(days=1))
        if low is not None and end is not None and low >= end:
            raise InvalidFilter(text, term.at, "the range ends before it begins.")
        ends = {"since": low, "until": end}
        return {name: _iso(value) for name, value in ends.items() if value is not None}
    assert low is not None
    if term.sign not in (">=", "<"):
        raise InvalidFilter(text, term.at, f"{term.field} takes >= and <, a range a..b, or one day or hour.")
    return {"since" if term.sign == ">=" else "until": _iso(low)}


def _parsed_instant(text: str, term: Term, value: str) -> datetime:
    try:
        if _DAY.match(value):
            return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        what = f"{ascii(value)[:40]} is neither a day as in 2026-01-31 nor an instant as in 2026-01-31T08:00."
        raise InvalidFilter(text, term.at, what) from wrong


def _later(instant: datetime, step: timedelta) -> datetime:
    return instant if instant > datetime.max.replace(tzinfo=UTC) - step else instant + step


def _iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _durations(text: str, term: Term, field: Field) -> dict[str, str]:
    found = _DURATION.match(term.low or "")
    if term.sign != ">=" or found is None or field.equal is None:
        raise InvalidFilter(
            text, term.at, f"{term.field} takes >= and a duration, as in {term.field}:>=5s (ms, s, m, h)."
        )
    return {field.equal: str(int(found[1]) * _UNITS[found[2]])}


def _names(**fields: tuple[str, str | None, str]) -> dict[str, Field]:
    return {name: Field("name", text, equal, unequal) for name, (equal, unequal, text) in fields.items()}


_TIME = {"time": Field("time", "a day, an hour, a..b, >=a or <a, UTC")}
_SPELLINGS = {
    **{"env": "environment", "error_code": "code", "file_path": "file", "when": "time", "timestamp": "time"},
    **{"level": "severity", "message": "text", "app": "service"},
}

RECORDS = Vocabulary(
    {
        **_names(
            code=("error_code", "not_error_code", "error code"),
            severity=("severity", "not_severity", "{severities}"),
            service=("service", "not_service", "service that logged the record"),
            environment=("environment", "not_environment", "e.g. prod"),
            file=("file_path", "not_file_path", "part of the path of the source file"),
            text=("message_contains", "not_message_contains", "text in the message"),
        ),
        **_TIME,
    },
    text="message_contains",
    not_text="not_message_contains",
    other=_SPELLINGS,
    example='severity:{error} -service:checkout time:2026-03-01..2026-03-03 "timed out"',
)
PATTERNS = Vocabulary(
    _names(
        state=("state", None, "new, regressed, escalating, ongoing, quiet, resolved"),
        severity=("severity", None, "worst severity: {severities}"),
        text=("text_contains", None, "text in the pattern"),
    ),
    text="text_contains",
    other=_SPELLINGS,
    example="state:new severity:{error} timed out",
)
FILES = Vocabulary(
    {
        **_names(
            severity=("severity", None, "{severities}"),
            service=("service", None, "service that logged the record"),
            environment=("environment", None, "e.g. prod"),
        ),
        **_TIME,
    },
    other=_SPELLINGS,
    example="severity:{worst} time:>=2026-03-01",
)
FILE = Vocabulary(
    {**_names(severity=("severity", None, "{severities}")), **_TIME},
    other=_SPELLINGS,
    example="severity:{error}",
)
ANOMALIES = Vocabulary(
    {
        **_names(
            state=("state", None, "open, ended, withdrawn"),
            kind=("anomaly_type", None, "error_spike, new_pattern, silent_service, regression"),
            level=("alert_severity", None, "medium, high, critical"),
            severity=("severity", None, "severity of the records: {severities}"),
            service=("service", None, "service that logged the record"),
            environment=("environment", None, "e.g. prod"),
            pattern=("pattern_id", None, "pattern id, in full"),
        ),
        **_TIME,
    },
    other={"env": "environment", "type": "kind", "when": "time"},
    example="state:open level:critical",
)
EVENTS = Vocabulary(
    {
        **_names(
            source=("source", None, "who reported it, e.g. azure-monitor"),
            kind=("kind", None, "run, task_run, statement, cluster, alert, activity"),
            state=("state", None, "failed, warning, recovered"),
            severity=("severity", None, "critical, high, medium, low, info"),
            service=("service", None, "service, where a sender names one"),
            environment=("environment", None, "e.g. prod"),
            job=("job", None, "id or name of a job, or a pipeline"),
            pattern=("pattern_id", None, "pattern id, in full"),
            text=("text", None, "text in message, title or code"),
        ),
        **_TIME,
    },
    text="text",
    other={"env": "environment", "when": "time", "sender": "source", "pipeline": "job", "message": "text"},
    example="state:failed source:azure-monitor time:>=2026-03-01 timed out",
)
INCIDENTS = Vocabulary(
    {
        **_names(
            state=("state", None, "active (open or acknowledged), open, acknowledged, resolved, merged"),
            severity=("severity", None, "critical, high, medium, low, info"),
            service=("service", None, "service, where an event names one"),
            environment=("environment", None, "e.g. prod"),
            rule=("rule", None, "name of the rule"),
            owner=("owner", None, "owner or assignee"),
            muted=("muted", None, "no: without muted ones; yes: those alone"),
            text=("text", None, "text in title, message or id"),
        ),
        **_TIME,
    },
    text="text",
    other={"env": "environment", "when": "time", "opened": "time", "assignee": "owner", "message": "text"},
    example="state:active severity:high muted:no time:>=2026-03-01 timed out",
)
OUTBOX = Vocabulary(
    {
        **_names(
            state=("state", None, "left (due, looked_up or waiting), due, looked_up, waiting, sent, refused, over"),
            tracker=("tracker", None, "name of the tracker"),
            incident=("incident_id", None, "id of the incident, in full"),
        ),
        **_TIME,
    },
    other={"when": "time", "wanted": "time"},
    example="state:waiting time:>=2026-03-01",
)
RULES = Vocabulary(
    {
        **_names(rule=("rule", None, "name of the rule"), source=("source", None, "failures, logs, statements ...")),
        **_TIME,
    },
    other={"when": "time"},
    example="source:failures time:>=2026-03-01",
)
SOURCES = Vocabulary(
    _names(
        kind=("source_kind", None, "endpoint, poller, system_table"),
        state=("assessment", None, "ASSESSED, NOT_ASSESSED"),
    ),
    example="state:NOT_ASSESSED",
)
COST = Vocabulary(
    {**_names(workspace=("workspace_id", None, "workspace id")), **_TIME},
    other=_SPELLINGS,
    example="time:2026-03-01..2026-03-31",
)
QUERIES = Vocabulary(
    {
        **_names(
            id=("query_id", None, "statement id"),
            user=("user_id", None, "user who ran it"),
            warehouse=("warehouse_id", None, "SQL warehouse"),
            workspace=("workspace_id", None, "workspace id"),
            status=("execution_status", None, "FINISHED, FAILED, CANCELED"),
            text=("text_contains", None, "text in the statement"),
        ),
        "duration": Field("duration", ">=5s", "least_duration_ms"),
        **_TIME,
    },
    text="text_contains",
    other=_SPELLINGS,
    example="status:FAILED duration:>=5s",
)
OPPORTUNITIES = Vocabulary(
    _names(
        priority=("priority", None, "HIGH, MEDIUM, NONE, NOT_ASSESSED"),
        type=("optimization_type", None, "the rule, e.g. LONG_RUNNING_QUERY"),
        workspace=("workspace_id", None, "workspace id"),
    ),
    example="priority:HIGH",
)
REPORTS = Vocabulary(_TIME, other=_SPELLINGS, example="time:>=2026-03-01")
NOTHING = Vocabulary({}, example="")

ALL: Sequence[Vocabulary] = (
    *(RECORDS, PATTERNS, FILES, FILE, ANOMALIES, INCIDENTS, OUTBOX, RULES),
    *(EVENTS, SOURCES),
    *(COST, QUERIES, OPPORTUNITIES, REPORTS),
)
