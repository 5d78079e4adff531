"""What `formats list` prints: a row for each format."""

import sys
from pathlib import Path

from rich.text import Text

from faultbook.cli.formats.known import known_formats
from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import visible


def print_formats(catalog: Path | None) -> None:
    """Prints the formats in the order in which they are preferred, own ones first."""
    known = known_formats(catalog)
    table = page_table("format", "~about", "table", ">examples")
    for name, format_ in known.formats.items():
        about = cut_text(visible(format_.about))
        table.add_row(
            Text(visible(name), "bold" if name in known.own else ""),
            about,
            format_.table.value,
            str(len(format_.examples())),
        )
    screen = console(sys.stdout)
    screen.print(table)
    sources = len(known.rules.rules)
    if known.file:
        screen.print(f"{known.file}: {len(known.own)} own formats, {sources} sources", style="dim", soft_wrap=True)
