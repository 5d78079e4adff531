"""A report as text: on the terminal, or for a file. In: a Report. Out: sections."""

import sys
from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.text import Text

from faultbook.formatting.terminal import bar, console, cut_text, page_table, sparkline
from faultbook.report.markdown import groups
from faultbook.report.values import Alert, ComparedDays, DayReport, PatternDay, changed, counted
from faultbook.report.words import KINDS, MOST_ROWS, WHAT_TO_TYPE, freshness_lines, instant, none_open, span_of

FILE_WIDTH = 110
WIDTHS = {"14 days": 14, "": 8, "id": 19}
COLOURS = {"critical": "red", "high": "red", "medium": "yellow"}


def print_report(report: DayReport) -> None:
    """Prints the report on the terminal."""
    ReportScreen(console(sys.stdout), report).print()


def report_text(report: DayReport) -> str:
    """The report as plain text, for a file."""
    written = StringIO()
    ReportScreen(Console(file=written, width=FILE_WIDTH, highlight=False, markup=False, emoji=False), report).print()
    return written.getvalue()


class ReportScreen:
    """One report, section by section, on a terminal."""

    def __init__(self, screen: Console, report: DayReport) -> None:
        """`screen` is written to."""
        self.screen = screen
        self.report = report
        self.ascii_only = not screen.encoding.startswith("utf")

    def print(self) -> None:
        """All sections."""
        report = self.report
        self.screen.print(Text(report.title, "bold"))
        self.screen.print(Text(report.summary))
        if report.is_empty:
            self._title("Commands")
            self._lines(WHAT_TO_TYPE)
            return
        self._alerts(report.alerts)
        self._records()
        for heading, about, group in groups(report):
            self._title(f"{heading} ({group.count:,})")
            if group.shown:
                self.screen.print(Text(about, "dim"))
                self._patterns(group.shown)
        self._silences()
        self._rejects()
        self._integrity()
        self._title("Freshness")
        self._lines(freshness_lines(report))
        if report.not_assessed:
            self._title("What was not assessed")
            self._lines(report.not_assessed)

    def _alerts(self, alerts: Sequence[Alert]) -> None:
        self._title(f"Anomalies ({len(alerts)})" if alerts else "Anomalies")
        if not alerts:
            self.screen.print(none_open(self.report))
        for alert in alerts:
            head = Text(f"{alert.severity} {KINDS.get(alert.kind, alert.kind)}", COLOURS.get(alert.severity, ""))
            self.screen.print(head.append(f" in {alert.service} ({alert.environment}), {span_of(alert)}", "default"))
            self.screen.print(Text(f"  {alert.description}"))
            for cause in alert.causes:
                words = f"  {cause.share:>4.0%} of the excess: {cause.pattern_id} {cause.text}"
                self.screen.print(Text(words), no_wrap=True, overflow="ellipsis")
            self._lines([f"  action: {action}" for action in alert.actions])

    def _records(self) -> None:
        report = self.report
        self._title("Records")
        hours = [sum(counts.values()) for counts in report.hours.values()]
        days = [sum(counts.values()) for counts in report.days.values()]
        drawn = sparkline(hours, ascii_only=self.ascii_only)
        self.screen.print(Text("by hour ").append(f"|{drawn}|", "cyan").append(f" most {max(hours):,}"))
        drawn = sparkline(days, ascii_only=self.ascii_only)
        self.screen.print(Text("by day  ").append(f"|{drawn}|", "cyan").append(f" most {max(days):,}"))
        self._compared("severity", [report.total, *report.by_severity])
        self._compared("service", report.by_service[:MOST_ROWS])
        if len(report.by_service) > MOST_ROWS:
            self.screen.print(f"and {counted(len(report.by_service) - MOST_ROWS, 'more service')}")

    def _compared(self, name: str, rows: Sequence[ComparedDays]) -> None:
        table = page_table(name, *(f">{head}" for head in ("the day", "day before", "", "week before", "")))
        for row in rows:
            table.add_row(
                Text(row.name or "all"),
                f"{row.records:,}",
                f"{row.day_before:,}",
                changed(row.records, row.day_before),
                f"{row.week_before:,}",
                changed(row.records, row.week_before),
            )
        self.screen.print(table)

    def _patterns(self, rows: Sequence[PatternDay]) -> None:
        table = page_table(">records", "", "14 days", ">day before", "id", "~pattern")
        most = max(row.records for row in rows)
        for row in rows:
            table.add_row(
                f"{row.records:,}",
                Text(bar(row.records, most, cells=8, ascii_only=self.ascii_only), "cyan"),
                Text(sparkline(row.trend, ascii_only=self.ascii_only), "cyan"),
                f"{row.day_before:,}",
                Text(row.pattern_id),
                cut_text(row.text),
            )
        self.screen.print(table)

    def _silences(self) -> None:
        self._title(f"Silent services ({len(self.report.silences)})")
        self._lines(
            [
                f"{row.service} ({row.environment}): no record, on {row.days_before} of the seven days before there "
                f"were; the last at {instant(row.last_record)}"
                for row in self.report.silences
            ]
        )

    def _rejects(self) -> None:
        self._title(f"Rejects ({self.report.ingest.rejected:,} of this day's ingest)")
        if not self.report.rejects:
            return
        table = page_table("open, by reason", ">lines", ">files", "~for example")
        for row in self.report.rejects:
            table.add_row(Text(row.reason), f"{row.count:,}", f"{row.files:,}", cut_text(row.example_file))
        self.screen.print(table)

    def _integrity(self) -> None:
        self._title("Data integrity")
        table = page_table("check", ">expected", ">found", "result")
        for check in self.report.invariants:
            verdict = Text("holds", "green") if check.holds else Text("VIOLATED", "bold red")
            table.add_row(Text(check.statement), f"{check.expected:,}", f"{check.found:,}", verdict)
        self.screen.print(table)
        self._lines([f"reconcile: {check}" for check in self.report.failed_checks])

    def _title(self, text: str) -> None:
        self.screen.print()
        self.screen.print(Text(text, "bold"))

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.screen.print(Text(line))
