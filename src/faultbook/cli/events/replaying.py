"""What `events replay` prints: which stored messages today's definitions read in another way."""

import sys
from pathlib import Path

from faultbook.cli.run import folder_setting
from faultbook.engine.session import open_session
from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import visible
from faultbook.jobs.events.replay import Difference, replay
from faultbook.settings import make_settings

MOST_SHOWN = 50
NONE = "none"


def print_replay(lakehouse: Path, senders: Path | None, source: str | None, *, is_stored: bool) -> None:
    """Reads the messages again, and prints those that differ."""
    own = {"senders_file": str(senders)} if senders else {}
    settings = make_settings(catalog=folder_setting(lakehouse), **own)
    messages, found = replay(open_session(settings), settings, is_stored=is_stored, source=source)
    screen = console(sys.stdout)
    if found:
        table = page_table("message", "source", "~definition", "~what differs")
        for one in found[:MOST_SHOWN]:
            table.add_row(one.envelope_id[:8], visible(one.source), _definitions(one), cut_text("; ".join(one.what)))
        screen.print(table)
        if len(found) > MOST_SHOWN:
            print(f"The first {MOST_SHOWN} of {len(found):,}.", file=sys.stderr)
    became = "stored" if is_stored else "not stored; --store does"
    differ = "none differs" if not found else f"{len(found):,} differ, {became}"
    print(f"{messages:,} {'message' if messages == 1 else 'messages'} read again: {differ}", file=sys.stderr)


def _definitions(one: Difference) -> str:
    before, after = one.before or NONE, one.after or NONE
    return before if before == after else f"{before} → {after}"
