"""A report as Markdown (CommonMark with tables). Text from logs stays text: its markup is escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from faultbook.formatting.values import instant_text
from faultbook.report.values import ComparedDays, DayReport, PatternDay, PatternGroup, changed, counted
from faultbook.report.words import (
    ABOUT_GROUPS,
    KINDS,
    MOST_ROWS,
    WHAT_TO_TYPE,
    freshness_lines,
    instant,
    none_open,
    span_of,
)

_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def report_markdown(report: DayReport) -> str:
    """The whole report."""
    return "\n".join([*_head(report), *(line for part in _parts(report) for line in part)]).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text with all Markdown escaped; for table cells and any place but the beginning of a line."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)


def _head(report: DayReport) -> Iterator[str]:
    yield from (f"# {report.title}", "", _sentence(report.summary), "")
    if report.is_empty:
        yield from ("Commands:", "", "```sh", *WHAT_TO_TYPE, "```", "")


def _parts(report: DayReport) -> Iterator[Iterable[str]]:
    if report.is_empty:
        return
    yield _alerts(report)
    yield _records(report)
    for heading, about, group in groups(report):
        yield _patterns(heading, about, group)
    yield _silences(report)
    yield _rejects(report)
    yield _data_integrity(report)
    yield _list("Freshness", freshness_lines(report))
    yield _list("What was not assessed", report.not_assessed)
    yield (f"Made {instant_text(report.made_at)} from batches 1 to {report.through_batch}. All times are UTC.",)


def groups(report: DayReport) -> tuple[tuple[str, str, PatternGroup], ...]:
    """Heading, explanation and patterns of each group, in their order."""
    found = {"new": report.new, "regressed": report.regressed, "escalating": report.escalating, "top": report.top}
    return tuple((heading, about, found[name]) for name, (heading, about) in ABOUT_GROUPS.items())


def _alerts(report: DayReport) -> Iterator[str]:
    yield from ("## Anomalies", "")
    if not report.alerts:
        yield from (none_open(report), "")
    for alert in report.alerts:
        where = escaped(f"{alert.service} ({alert.environment})")
        what = f"**{alert.severity} {KINDS.get(alert.kind, alert.kind)}** in {where}, {span_of(alert)}"
        yield f"- {what}: {escaped(alert.description)}"
        for cause in alert.causes:
            yield f"  - {cause.share:.0%} of the excess: {escaped(cause.text)} (`{cause.pattern_id}`)"
        for action in alert.actions:
            yield f"  - action: {escaped(action)}"
        if alert.analysis:
            yield f"  - model analysis: {escaped(alert.analysis)}"
    if report.alerts:
        yield ""


def _records(report: DayReport) -> Iterator[str]:
    yield from ("## Records", "")
    totals = [replace(report.total, name="all"), *report.by_severity]
    yield from _table(("severity", *_COMPARED), [_compared(row) for row in totals])
    yield from _table(("service", *_COMPARED), [_compared(row) for row in report.by_service[:MOST_ROWS]])
    if len(report.by_service) > MOST_ROWS:
        yield from (f"And {counted(len(report.by_service) - MOST_ROWS, 'more service')}.", "")


_COMPARED = (">the day", ">day before", ">", ">week before", ">")


def _compared(row: ComparedDays) -> tuple[str, ...]:
    return (
        escaped(row.name),
        f"{row.records:,}",
        f"{row.day_before:,}",
        changed(row.records, row.day_before),
        f"{row.week_before:,}",
        changed(row.records, row.week_before),
    )


def _patterns(heading: str, about: str, group: PatternGroup) -> Iterator[str]:
    yield from (f"## {heading}", "")
    if not group.count:
        yield from ("None.", "")
        return
    yield from (f"{counted(group.count, 'pattern')}. {about}", "")
    heads = ("pattern", ">records", ">day before", ">week before", "severity", "services", "id")
    yield from _table(heads, [_pattern(row) for row in group.shown])


def _pattern(row: PatternDay) -> tuple[str, ...]:
    services = ", ".join(row.services[:3]) + (f" +{len(row.services) - 3}" if len(row.services) > 3 else "")
    numbers = (f"{row.records:,}", f"{row.day_before:,}", f"{row.week_before:,}")
    return (escaped(row.text), *numbers, escaped(row.severity), escaped(services), f"`{row.pattern_id}`")


def _silences(report: DayReport) -> Iterator[str]:
    yield from ("## Silent services", "")
    if not report.silences:
        yield from ("None: every service that usually logs has records.", "")
        return
    rows = [
        (escaped(f"{row.service} ({row.environment})"), str(row.days_before), instant(row.last_record))
        for row in report.silences
    ]
    yield from _table(("service", ">of 7 days before", "last record"), rows)


def _rejects(report: DayReport) -> Iterator[str]:
    yield from ("## Rejects", "")
    yield from (f"{counted(report.ingest.rejected, 'line')} of this day's ingest. Open ones of all days:", "")
    rows = [
        (escaped(row.reason), f"{row.count:,}", f"{row.files:,}", escaped(row.example_file)) for row in report.rejects
    ]
    yield from _table(("reason", ">lines", ">files", "for example"), rows) if rows else ("None.", "")


def _data_integrity(report: DayReport) -> Iterator[str]:
    yield from ("## Data integrity", "")
    rows = [
        (escaped(check.statement), f"{check.expected:,}", f"{check.found:,}", _verdict(check.holds))
        for check in report.invariants
    ]
    yield from _table(("check", ">expected", ">found", "result"), rows)
    if report.failed_checks:
        yield from (*(f"- reconcile: {escaped(check)}" for check in report.failed_checks), "")


def _verdict(holds: bool) -> str:
    return "holds" if holds else "**VIOLATED**"


def _sentence(text: str) -> str:
    """A sentence of the report, which may quote text from logs, escaped."""
    return re.sub(r"[\\`*_\[\]<>|&]", lambda found: f"\\{found[0]}", text)


def _list(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield from (f"## {heading}", "", *(f"- {_sentence(sentence)}" for sentence in sentences), "")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table; a heading that begins with `>` is right-aligned, for numbers."""
    if not rows:
        return
    yield f"| {' | '.join(head.removeprefix('>') for head in heads)} |"
    yield f"|{'|'.join('---:' if head.startswith('>') else '---' for head in heads)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
