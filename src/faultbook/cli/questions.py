"""What `show`, `tables` and `rejects` do: ask the store, write the answer.

Answers go to standard output, remarks about them (how many rows there are) to standard error. Imports DuckDB and rich,
so the commands import it when they run.
"""

import io
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.formatting.formats import OutputFormat, csv_lines, json_lines
from faultbook.formatting.terminal import LONGEST_SHOWN, answer_table, console
from faultbook.formatting.values import visible, visible_bytes
from faultbook.stores.answers import Answer, Query
from faultbook.stores.local.inventory import inventory
from faultbook.stores.local.local_store import local_store
from faultbook.stores.rejects import open_rejects, open_rejects_by_reason


def show_rows(lakehouse: Path, question: Query, written: OutputFormat) -> None:
    """Writes the answer to one question."""
    _write(local_store(lakehouse).ask(question), written)


def list_tables(lakehouse: Path, written: OutputFormat) -> None:
    """Writes what the lakehouse holds."""
    _write(inventory(local_store(lakehouse)), written, remark=False)


def list_rejects(lakehouse: Path, written: OutputFormat, *, reason: str | None, file: str | None, limit: int) -> None:
    """Writes open rejects; as a table first how many there are per reason."""
    store = local_store(lakehouse)
    by_reason = open_rejects_by_reason(store, reason=reason, file=file)
    total = sum(record["reject_count"] for record in by_reason.records())
    found = open_rejects(store, reason=reason, file=file, limit=limit, total=total)
    if written is not OutputFormat.TABLE:
        _write(found, written)
    elif not total:
        _remark("No rejects.")
    else:
        _write(by_reason, written, remark=False)
        for record in found.records():
            print_reject(console(sys.stdout), record)
        _remark(f"{len(found.rows):,} of {found.total:,} {'reject' if found.total == 1 else 'rejects'}")
        _remark("After a fix of a setting or of faultbook, parse them again: faultbook run reprocess")


def print_reject(screen: Console, reject: dict[str, Any]) -> None:
    """One reject in a few lines: why, where from, how long; what was expected; its text, cut to the width."""
    head = Text("\n" + visible(reject["reason"]), "bold")
    head.append(f"  {visible(reject['source_file'])}, {reject['raw_bytes']:,} bytes", "default not bold")
    text = Text(visible_bytes(reject["raw"][:LONGEST_SHOWN]))
    lines = [head, Text(visible(reject["detail"])) if reject["detail"] else None, Text("| ", "dim") + text]
    for line in filter(None, lines):
        screen.print(line, no_wrap=True, overflow="ellipsis")


def _write(answer: Answer, written: OutputFormat, *, remark: bool = True) -> None:
    # JSON and CSV are UTF-8 whatever the language set here; a table loses a letter before it fails.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if written is OutputFormat.TABLE else "utf-8", errors="backslashreplace")
    left_out: list[str] = []
    match written:
        case OutputFormat.TABLE:
            left_out = _write_table(answer)
        case OutputFormat.JSON:
            sys.stdout.writelines(json_lines(answer))
        case OutputFormat.CSV:
            sys.stdout.writelines(csv_lines(answer, escaped=sys.stdout.isatty()))
    sys.stdout.flush()
    if remark:
        _remark(f"{len(answer.rows):,} of {answer.total:,} {'row' if answer.total == 1 else 'rows'}")
    if left_out:
        _remark(f"Not shown for want of width: {', '.join(left_out)}. See --columns, --format.")


def _write_table(answer: Answer) -> list[str]:
    screen = console(sys.stdout)
    table, left_out = answer_table(answer, screen.width, ascii_only=not screen.encoding.startswith("utf"))
    screen.print(table)
    return left_out


def _remark(text: str) -> None:
    print(text, file=sys.stderr)
