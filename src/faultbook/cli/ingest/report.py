"""What `ingest` prints: lines by result, files left out and why, rejects, severities, top patterns, next commands."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.cli.ingest.folder import LedgerEntry, left_out
from faultbook.cli.ingest.read_files import (
    UNKNOWN,
    FormatRead,
    copies_elsewhere,
    formats_read,
    nearest_formats,
    notes_on_files,
)
from faultbook.formatting.terminal import answer_table, cut_text, page_table
from faultbook.formatting.values import visible
from faultbook.sources.landing import FIRST_ROOT, LandedFile, LandingRoot
from faultbook.stores.answers import Answer, Query
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.rejects import open_rejects_by_reason
from faultbook.stores.store import Statement
from faultbook.tables import INGEST_LEDGER, LANDING_ROOTS

SHOWN_ROWS = 8
SHOWN_FILES = 3
SHOWN_NOTED = 50
"""Files of which the same sentence holds are named together: so many."""
COMMAND_CELLS = 62
_NUMBER = re.compile(r"\d+")

ROOT_TEXT = """
SELECT root_id FROM {answers}.landing_roots WHERE path = $path
"""
SUMS_TEXT = """
SELECT count(DISTINCT source_file)
           FILTER (WHERE entry = 'unreadable' OR entry = 'ingest' AND coalesce(content_from, 0) = 0) AS files,
       count(DISTINCT source_file) FILTER (WHERE entry = 'ingest' AND content_from > 0) AS grown,
       count(DISTINCT source_file) FILTER (WHERE entry = 'duplicate') AS duplicates,
       count(DISTINCT source_file) FILTER (WHERE entry = 'unreadable') AS unreadable,
       coalesce(sum(lines), 0)::BIGINT AS lines, coalesce(sum(headers), 0)::BIGINT AS headers,
       coalesce(sum(blanks), 0)::BIGINT AS blanks, coalesce(sum(parsed), 0)::BIGINT AS parsed,
       coalesce(sum(rejected), 0)::BIGINT AS rejected, coalesce(sum(coalesce(records, parsed)), 0)::BIGINT AS records,
       coalesce(sum(part_rejects), 0)::BIGINT AS part_rejects, count(DISTINCT coalesce(root_id, 'first')) AS roots
FROM {answers}.ingest_ledger
WHERE batch_id > $after AND ($root IS NULL OR coalesce(root_id, 'first') = $root)
"""
ENTRIES_TEXT = """
SELECT source_file, arg_max(entry, batch_id) AS entry, max_by(struct_pack(detail), batch_id).detail AS detail
FROM {answers}.ingest_ledger
WHERE entry IN ('ingest', 'duplicate', 'unchanged', 'unreadable', 'left_out', 'archive', 'known')
  AND coalesce(root_id, 'first') = $root
GROUP BY source_file
"""
NEWEST_TEXT = """
SELECT coalesce(max(batch_id), 0)::BIGINT AS batch FROM {answers}.ingest_ledger
"""
ROOT = Statement("landing root", "", ROOT_TEXT, (LANDING_ROOTS.name,))
SUMS, ENTRIES, NEWEST = (
    Statement("ledger", "", text, (INGEST_LEDGER.name,)) for text in (SUMS_TEXT, ENTRIES_TEXT, NEWEST_TEXT)
)


@dataclass(frozen=True)
class IngestRun:
    """One run of `ingest`: DIR as given and absolute, its files, the newest batch before the run, seconds it took."""

    folder: Path
    path: str
    files: Sequence[LandedFile]
    before: int
    seconds: float


@dataclass(frozen=True)
class LedgerSums:
    """Entries of the ledger added up: landed files; of these, those that grew; those that are duplicates, those that
    cannot be read; lines by result, records, landing roots.

    `records` are made of the lines `parsed`, `part_rejects` are bad parts of these lines.
    """

    files: int
    grown: int
    duplicates: int
    unreadable: int
    lines: int
    headers: int
    blanks: int
    parsed: int
    rejected: int
    records: int
    part_rejects: int
    roots: int

    @property
    def equation(self) -> str:
        """The lines by result, in words; where a record is not a line, how many records they are."""
        one_each = self.records == self.parsed and not self.part_rejects
        of_records = f"{self.parsed:,} records" if one_each else f"{self.parsed:,} record lines"
        parts = f" and {self.part_rejects:,} rejected parts" if self.part_rejects else ""
        return (
            f"{self.lines:,} lines = {self.headers:,} headers + {self.blanks:,} blanks + {of_records} + "
            f"{self.rejected:,} rejects" + ("" if one_each else f"; {self.records:,} records{parts}")
        )


def newest_batch(store: LocalStore) -> int:
    """The newest complete batch; 0 where there is none, or no lakehouse."""
    if not store.lakehouse.has(INGEST_LEDGER):
        return 0
    return int(store.rows(NEWEST, {})[0]["batch"])


class IngestReport:
    """Prints the report of one run section by section."""

    def __init__(self, screen: Console, store: LocalStore, lakehouse: str) -> None:
        """`screen` is written to, `store` is read; `lakehouse` is its folder as commands take it."""
        self.screen = screen
        self.store = store
        self.lakehouse = lakehouse

    def show(self, run: IngestRun) -> None:
        """Prints every section that has something to show."""
        root = self._root(run.path)
        self._lines(run, root)
        formats = formats_read(self.store, after=run.before)
        self._formats(formats)
        self._left_out(run, root)
        self._copies(run)
        self._notes(run)
        rejects = open_rejects_by_reason(self.store, reason=None, file=None)
        if rejects.rows:
            self._title("Rejects by reason: faultbook rejects")
            self._table(rejects)
            for sentence in nearest_formats(self.store, after=run.before, most=SHOWN_ROWS):
                self.screen.print(Text(visible(sentence)), soft_wrap=True)
        self._view(
            "Severities",
            Query("severity_summary", columns=("severity", "occurrence_count", "error_codes", "patterns")),
        )
        patterns = self._view(
            "Top patterns",
            Query("patterns", columns=("pattern_id", "max_level", "occurrence_count", "normalized_message")),
        )
        self._next(run, patterns, formats, has_rejects=bool(rejects.rows))

    def _root(self, path: str) -> LandingRoot:
        found = self.store.rows(ROOT, {"path": path})
        return LandingRoot(str(found[0]["root_id"]) if found else FIRST_ROOT, path)

    def _sums(self, *, after: int, root: LandingRoot | None = None) -> LedgerSums:
        values = {"after": after, "root": root.root_id if root else None}
        return LedgerSums(**self.store.rows(SUMS, values)[0])

    def _lines(self, run: IngestRun, root: LandingRoot) -> None:
        new, own, everything = self._sums(after=run.before), self._sums(after=0, root=root), self._sums(after=0)
        earlier = own.files - new.files
        known = f"; {_files(earlier)} read before" if earlier else ""
        read = [_files(new.files, "new ")] if new.files else []
        read += [f"what was added to {_files(new.grown)}"] if new.grown else []
        if read:
            self.screen.print(f"Read {' and '.join(read)} of {run.folder} in {run.seconds:.1f} s{known}.")
            self.screen.print(new.equation)
        else:
            self.screen.print(f"Nothing new in {run.folder}: {_files(own.files)} read before ({run.seconds:.1f} s).")
        if everything != new:
            roots = f" of {everything.roots} landing roots" if everything.roots > 1 else ""
            self.screen.print(f"In the lakehouse, {_files(everything.files)}{roots}: {everything.equation}")

    def _formats(self, formats: Sequence[FormatRead]) -> None:
        if not formats:
            return
        self._title("Formats, by what the files contain: faultbook formats")
        table = page_table("format", ">files", ">lines", ">records", ">rejects", "~from to (UTC)")
        for found in formats:
            counts = (f"{count:,}" for count in (found.files, found.lines, found.records, found.rejects))
            table.add_row(Text(visible(found.format)), *counts, cut_text(found.span))
        self.screen.print(table)

    def _notes(self, run: IngestRun) -> None:
        notes = notes_on_files(self.store, after=run.before)
        if not notes:
            return
        self._title(f"Read, but look at: {_files(len(notes))}")
        alike: dict[str, list[tuple[str, str]]] = {}
        for name, sentence in notes:
            alike.setdefault(_NUMBER.sub("", sentence), []).append((name, sentence))
        for (name, sentence), *others in alike.values():
            self.screen.print(Text(visible(f"{name}: {sentence}")), soft_wrap=True)
            if others:
                names = ", ".join(name for name, _ in others[:SHOWN_NOTED])
                more = " ... (faultbook show ingest_ledger, column detail)" if len(others) > SHOWN_NOTED else ""
                self.screen.print(Text(visible(f"  and {_files(len(others), 'more ')}: {names}{more}")), soft_wrap=True)

    def _copies(self, run: IngestRun) -> None:
        """Files that equal files of other folders or names: both are counted, which may be one too many."""
        copies = copies_elsewhere(self.store, after=run.before)
        if not copies:
            return
        self._title(f"Counted, although equal to other files: {_files(len(copies))}")
        for name, other in copies[:SHOWN_ROWS]:
            self.screen.print(Text(visible(f"{name} equals {other}")), soft_wrap=True)
        if len(copies) > SHOWN_ROWS:
            self.screen.print(f"and {_files(len(copies) - SHOWN_ROWS, 'more ')}")
        self.screen.print(
            "If they are copies, set FAULTBOOK_DUPLICATES=landing before they land: each counts once then."
        )

    def _left_out(self, run: IngestRun, root: LandingRoot) -> None:
        answer = self.store.answer(ENTRIES, {"root": root.root_id})
        ledger = {name: LedgerEntry(entry, detail) for name, entry, detail in answer.rows}
        found = left_out(run.files, root, ledger)
        if not found:
            return
        count = sum(map(len, found.values()))
        self._title(f"Not read: {_files(count)} of {len(run.files):,}")
        table = page_table(">files", "~reason", "~which")
        for reason, names in sorted(found.items(), key=lambda item: -len(item[1])):
            more = f" and {len(names) - SHOWN_FILES:,} more" if len(names) > SHOWN_FILES else ""
            table.add_row(
                f"{len(names):,}", Text(visible(reason)), cut_text(visible(", ".join(names[:SHOWN_FILES])) + more)
            )
        self.screen.print(table)

    def _next(self, run: IngestRun, patterns: Answer, formats: Sequence[FormatRead], *, has_rejects: bool) -> None:
        self._title("Next")
        there = f"--lakehouse {self.lakehouse}"
        commands: dict[str, str] = {}
        unknown = next((found for found in formats if found.format == UNKNOWN), None)
        if unknown is not None:
            file = Path(run.folder, unknown.example.removeprefix(self._root(run.path).prefix))
            commands[f"faultbook formats suggest {shlex.quote(str(file))}"] = "a format for files that none fits"
        if any(found.unknown for found in formats):
            commands[f"faultbook show ingest_health {there}"] = "levels that are no known spelling"
        commands[f"faultbook show error_frequency {there}"] = "any view or table; faultbook tables lists them"
        if patterns.rows:
            commands[f"faultbook explain {patterns.rows[0][0]} {there}"] = "all about the first pattern"
        if has_rejects:
            commands[f"faultbook rejects {there}"] = "lines that are no records, and why"
        commands[f"faultbook mcp --print-config vscode {there}"] = "questions in an assistant"
        commands[f"faultbook serve {there}"] = "the console in a browser"
        for command, why in commands.items():
            self.screen.print(Text(f"{command:<{COMMAND_CELLS}}", "cyan").append(f"  # {why}", "dim"), soft_wrap=True)

    def _view(self, title: str, question: Query) -> Answer:
        answer = self.store.ask(Query(**(vars(question) | {"limit": SHOWN_ROWS})))
        if answer.rows:
            more = f" ({len(answer.rows)} of {answer.total:,})" if answer.total > len(answer.rows) else ""
            self._title(f"{title}: {question.source}{more}")
            self._table(answer)
        return answer

    def _table(self, answer: Answer) -> None:
        ascii_only = not self.screen.encoding.startswith("utf")
        self.screen.print(answer_table(answer, self.screen.width, ascii_only=ascii_only)[0])

    def _title(self, text: str) -> None:
        self.screen.print(Text(f"\n{text}", "bold"))


def _files(count: int, kind: str = "") -> str:
    return f"{count:,} {kind}file{'' if count == 1 else 's'}"
