"""The picture of README.md: a terminal with answers from the demonstration's lakehouse, drawn by rich as SVG.

It loads no font; the reader's monospace font is stretched to the grid.
"""

import io
import re
from pathlib import Path

from faultbook_samples.demo.errors import Demo, checks, ledger_totals
from faultbook_samples.demo.errors_report import LogReport
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from faultbook.formatting.terminal import answer_table
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from pages.outputs import LAKEHOUSE

PICTURE = Path("docs/pictures/demo.svg")
WIDTH = 96
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
# Dark with a frame of its own: readable on a white page and on a dark one. Black to white, the terminal's eight.
COLOURS = ("#6e7681", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#c9d1d9")
BACKGROUND, FOREGROUND = "#161b22", "#c9d1d9"
QUESTIONS = (
    Query("error_frequency", columns=("error_code", "severity", "occurrence_count"), limit=6),
    Query("error_patterns", columns=("error_code", "pattern_count", "pattern"), limit=7),
)


def picture(folder: Path) -> str:
    """The SVG, from the demonstration in `folder`."""
    demo = Demo(folder / ".demo")
    store = local_store(demo.lakehouse)
    screen = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    screen.print(_typed("make demo").append("\n…", "bright_black"))
    totals = ledger_totals(store)
    LogReport(screen, store).checks(totals, checks(demo, store, totals))
    screen.print(
        Text("…\n", "bright_black").append(_typed(f"export FAULTBOOK_CATALOG={LAKEHOUSE['FAULTBOOK_CATALOG']}"))
    )
    for question in QUESTIONS:
        screen.print(_typed(_command(question)))
        screen.print(answer_table(store.ask(question), WIDTH)[0], "")
    return _plain(screen.export_svg(title="faultbook", theme=_theme(), unique_id="faultbook"))


def words(svg: str) -> list[str]:
    """The texts of the picture, for comparing: how rich draws them may change, the texts may not."""
    return [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg) if text.strip("&#160; \n")]


def _theme() -> TerminalTheme:
    background, foreground, *colours = (_rgb(text) for text in (BACKGROUND, FOREGROUND, *COLOURS))
    return TerminalTheme(background, foreground, colours)


def _rgb(text: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def _command(question: Query) -> str:
    return f"faultbook show {question.source} --columns {','.join(question.columns)} --limit {question.limit}"


def _typed(command: str) -> Text:
    return Text("$ ", "bright_black").append(command, "bold cyan")


def _plain(svg: str) -> str:
    """Without remote fonts, and with glyphs as wide as the grid, so that bars have no gaps."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    svg = re.sub(r"font-family: ?[^;]*;", f"font-family: {FONTS};", svg)
    return svg.replace(" textLength=", ' lengthAdjust="spacingAndGlyphs" textLength=')
