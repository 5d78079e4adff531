"""What `demo` prints: that every line is accounted for, rows of the views, where the time went, what to type next.

Imports rich and DuckDB, so the command imports it when it runs.
"""

import shlex
import sys
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from faultbook.cli.questions import print_reject
from faultbook.errors import InvariantViolated
from faultbook.formatting.terminal import answer_table, console
from faultbook.steps import StepResult
from faultbook.stores.answers import Answer, Query
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.stores.rejects import open_rejects, open_rejects_by_reason
from faultbook_samples.demo.errors import JOBS, Demo, Totals, checks, known_totals, land, ledger_totals, prepare
from faultbook_samples.demo.formats_report import print_formats, print_traced_error, traced_error
from faultbook_samples.demo.running import Comparison, plain_table, run_bundle_job, run_with_status

RunJob = Callable[[str, Demo], None]
WIDTH = 100
COMMAND_CELLS = 58
SHOWN_ROWS = 8
SHOWN_REJECTS = 3
# Steps that take less of the whole time are added up.
LEAST_SHARE = 0.03
FACT_CELLS = 50
ABOVE_INFO = "{} <> 'Info'"


def show(demo: Demo, *, fresh: bool, run_job: RunJob | None = None) -> None:
    """Lands, runs and prints; InvariantViolated where counts do not agree.

    `run_job` runs a job, by default the bundle's.
    """
    began = time.monotonic()
    prepare(demo, fresh=fresh)
    before = known_totals(demo)
    new_files = land(demo, before.landed)
    run = run_job or _run_bundle_job
    steps = run_with_status(lambda job: run(job, demo), JOBS)
    store = local_store(demo.lakehouse)
    after = ledger_totals(store)
    found = checks(demo, store, after)
    report = LogReport(_screen(), store)
    report.changes(before, after, new_files)
    report.checks(after, found)
    report.formats()
    report.views()
    pattern = report.traced_error()
    report.rejects()
    report.steps(steps, time.monotonic() - began)
    report.next(demo, pattern)
    if broken := [check.what for check in found if not check.holds]:
        raise InvariantViolated(
            f"Counts do not agree: {'; '.join(broken)}. Please report it, and keep {demo.folder} until then."
        )


class LogReport:
    """Prints a demonstration section by section."""

    def __init__(self, screen: Console, store: LocalStore) -> None:
        """`screen` is written to, `store` answers the questions."""
        self.screen = screen
        self.store = store

    def changes(self, before: Totals, after: Totals, new_files: int) -> None:
        """What landed since the last run."""
        self._title("What landed")
        what = f"{before.landed:,} files known, {new_files:,} new" if before.landed else f"{new_files:,} files, all new"
        was = f"{before.records:,} -> " if before.landed else ""
        now = f"{after.records:,} records, {after.lines:,} lines in {after.landed:,} files"
        unread = f", {after.unreadable_files:,} of them unreadable" if after.unreadable_files else ""
        self.screen.print(f"{what}; {was}{now}{unread}.")

    def checks(self, ledger: Totals, checks: Sequence[Comparison[int]]) -> None:
        """The invariants, each with both of its sides."""
        self._title("Every line is accounted for: ingest_health")
        one_each = ledger.records == ledger.parsed
        self.screen.print(
            f"{ledger.lines:,} lines = {ledger.headers:,} headers + {ledger.blanks:,} blanks "
            f"+ {ledger.parsed:,} {'records' if one_each else 'record lines'} + "
            f"{ledger.rejected:,} {'reject' if ledger.rejected == 1 else 'rejects'}"
            + ("\n" if one_each else f"; {ledger.records:,} records\n")
        )
        table = plain_table("left", "right", "right", "left")
        for check in checks:
            table.add_row(check.what, f"{check.left:,}", f"{check.right:,}", check.verdict)
        self.screen.print(table)

    def formats(self) -> None:
        """What each file was taken for, by its content."""
        self._title("Which formats the files have, found in their content: ingest_ledger")
        print_formats(self.screen, self.store)

    def traced_error(self) -> str | None:
        """One error of the driver with its trace; returns the id of its pattern, None where there is no such error."""
        record = traced_error(self.store)
        if record is None:
            return None
        self._title("What one error of the Databricks driver is, a record of several lines: text_logs")
        print_traced_error(self.screen, record)
        return str(record["pattern_id"])

    def views(self) -> None:
        """The severities, the codes, the source code files and the patterns."""
        self._view(
            "How bad",
            Query(
                "severity_summary",
                columns=(
                    "severity",
                    "occurrence_count",
                    "error_codes",
                    "affected_files",
                    "patterns",
                    "last_occurrence",
                ),
            ),
        )
        self._view(
            "What most often, above Info",
            Query(
                "error_frequency",
                where=(ABOVE_INFO.format("severity"),),
                columns=("error_code", "severity", "occurrence_count", "affected_files", "last_occurrence"),
            ),
        )
        self._view(
            "Where, the newest first",
            Query(
                "errors_by_file",
                where=("recency_rank = 1", "file_path <> ''"),
                columns=("file_path", "error_code", "timestamp", "message"),
                order=("timestamp:desc", "file_path"),
            ),
        )
        self._view(
            "Which messages, above Info",
            Query(
                "error_patterns",
                where=(ABOVE_INFO.format("severity"),),
                columns=("error_code", "pattern_count", "pattern"),
            ),
            grain="One row per code, severity and text, all services together.",
        )
        self._view(
            "What fails, and is it getting worse",
            Query(
                "patterns",
                where=(ABOVE_INFO.format("max_level"),),
                columns=("services", "state", "occurrence_count", "trend", "normalized_message"),
            ),
            grain="One row per pattern, which has an id and a state: a text of one service and code, all severities."
            "\nA text that several services log is one row above and one for each of them here.",
        )

    def rejects(self) -> None:
        """Why lines are no records, and the newest of them."""
        by_reason = open_rejects_by_reason(self.store, reason=None, file=None)
        if by_reason.rows:
            self._title("What is no record, and why: faultbook rejects")
            self._table(by_reason)
            newest = open_rejects(self.store, reason=None, file=None, limit=SHOWN_REJECTS, total=0)
            for record in newest.records():
                print_reject(self.screen, record)

    def steps(self, results: Sequence[StepResult], seconds: float) -> None:
        """Where the time went: long steps, the shorter ones of each job added up, all else."""
        self._title(f"Where {seconds:.1f} s went")
        long = [result for result in results if result.seconds >= seconds * LEAST_SHARE]
        table = plain_table("left", "left", "right", "left")
        for job in dict.fromkeys(result.job for result in results):
            for result in (result for result in long if result.job == job):
                facts = ", ".join(f"{name} {value}" for name, value in result.facts.items())
                table.add_row(job, Text(result.name), f"{result.seconds:.1f} s", Text(facts[:FACT_CELLS]))
            short = [result.seconds for result in results if result.job == job and result not in long]
            if short:
                table.add_row(job, f"{len(short)} shorter steps", f"{sum(short):.1f} s", "")
        rest = seconds - sum(result.seconds for result in results)
        table.add_row("", "all else", f"{rest:.1f} s", "between steps, landing, counting again, questions")
        self.screen.print(table)

    def next(self, demo: Demo, pattern: str | None) -> None:
        """Commands to try. `pattern`: one that there is."""
        self._title("Next")
        there = f"--lakehouse {shlex.quote(str(demo.lakehouse))}"
        commands = {
            f"faultbook tables {there}": "what there is",
            f"faultbook show error_frequency {there}": "any view or table",
            f"faultbook explain {pattern or 'PATTERN'} {there}": "all about one pattern",
            f"faultbook rejects {there}": "lines that are no records",
            f"faultbook demo --dir {shlex.quote(str(demo.folder))}": "lands 12 more files, reads only those",
            "databricks bundle validate": "the same jobs in a workspace",
        }
        for command, why in commands.items():
            self.screen.print(Text(f"{command:<{COMMAND_CELLS}}", "cyan").append(f"  # {why}", "dim"), soft_wrap=True)

    def _view(self, title: str, question: Query, *, grain: str = "") -> None:
        answer = self.store.ask(Query(**(vars(question) | {"limit": SHOWN_ROWS})))
        more = f" ({len(answer.rows)} of {answer.total:,})" if answer.total > len(answer.rows) else ""
        self._title(f"{title}: {question.source}{more}")
        if grain:
            self.screen.print(Text(grain, "dim"))
        self._table(answer)

    def _table(self, answer: Answer) -> None:
        ascii_only = not self.screen.encoding.startswith("utf")
        self.screen.print(answer_table(answer, self.screen.width, ascii_only=ascii_only)[0])

    def _title(self, text: str) -> None:
        self.screen.print(Text(f"\n{text}", "bold"))


def _run_bundle_job(job: str, demo: Demo) -> None:
    # So few files would be read without Spark here; what runs in a workspace is shown.
    param = ["read_with=spark"] if job == "ingest" else None
    run_bundle_job(job, landing=demo.landing, lakehouse=demo.lakehouse, param=param)


def _screen() -> Console:
    screen = console(sys.stdout)
    screen.width = min(screen.width, WIDTH)
    return screen
