"""Pictures of tickets: ten incidents as issues on a dark page, drawn by Chromium from the texts that are sent.

`python -m pages.tickets [--folder DIR] [NAME ...]`

Without --folder the two of docs/tickets.md are drawn anew; with it, all of them as HTML and PNG into DIR.
"""

import argparse
import html
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from markdown_it import MarkdownIt

from faultbook.delivery.labels import Labels, labels_of
from faultbook.delivery.texts.rendering import Texts
from faultbook.errors import MissingDependency
from pages.outputs import ROOT
from pages.ticket_subjects import TICKETS, Ticket

PICTURES = ROOT / "docs" / "pictures"
SHOWN = ("record", "reopened")
"""Those of docs/tickets.md."""
WIDTH = 900
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INTENT = "int-0123456789abcdef"
_PARSER = MarkdownIt("commonmark", {"html": True})
_COLOURS = {"critical": "#f85149", "high": "#db6d28", "medium": "#d29922", "low": "#58a6ff"}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>
body {{ margin: 0; padding: 24px; background: #0d1117; color: #e6edf3; width: {width}px; box-sizing: border-box;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }}
h1 {{ font-size: 24px; font-weight: 400; margin: 0 0 8px }} h1 span {{ color: #8b949e }}
h3 {{ font-size: 17px; margin: 20px 0 8px }} ul {{ padding-left: 24px }} a {{ color: #4493f8; text-decoration: none }}
code {{ background: #6e768166; border-radius: 6px; padding: 2px 5px }}
code, pre {{ font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace }}
pre {{ background: #161b22; border-radius: 6px; padding: 14px; overflow: hidden; white-space: pre-wrap }}
pre code {{ background: none; padding: 0 }} sub {{ color: #8b949e }}
.pill {{ border-radius: 2em; padding: 5px 12px; color: #fff; background: #238636; font-weight: 500 }}
.pill.closed {{ background: #6e7681 }} .by {{ color: #8b949e; margin-left: 8px }}
.labels {{ margin: 14px 0 }} .label {{ border: 1px solid; border-radius: 2em; padding: 1px 9px; font-size: 12px;
  margin-right: 5px }}
.box {{ border: 1px solid #3d444d; border-radius: 6px; margin-top: 16px }} .box > div {{ padding: 2px 16px 10px }}
.box > b {{ display: block; background: #151b23; border-bottom: 1px solid #3d444d; padding: 7px 16px;
  border-radius: 6px 6px 0 0; font-weight: 600 }} .box > b i {{ color: #8b949e; font-style: normal; font-weight: 400 }}
</style><h1>{title} <span>#{number}</span></h1><span class="pill{closed}">{state}</span>
<span class="by">faultbook-bot opened this issue</span><div class="labels">{labels}</div>{boxes}</html>"""


def page(ticket: Ticket, number: int) -> str:
    """The HTML of an issue with its texts as a tracker gets them."""
    incident = ticket.subject.incident
    made = Texts().rendered(
        ticket.subject,
        _INTENT,
        labels=labels_of(incident, Labels(always=("auto-detected",))),
        note=ticket.note,
        has_comment=ticket.is_commented,
    )
    boxes = [text for text in (made.body, made.comment) if text]
    return _PAGE.format(
        title=html.escape(made.title),
        width=WIDTH,
        number=number,
        state=ticket.closed or "Open",
        closed=" closed" if ticket.closed else "",
        labels="".join(_label(name) for name in made.labels),
        boxes="".join(_box(text, "edited" if at else "") for at, text in enumerate(boxes)),
    )


def draw(names: Iterable[str], folder: Path, *, with_page: bool = True) -> None:
    """Writes ticket_NAME.png, and the page beside it. MissingDependency where there is no browser."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only pictures need it)
    except ImportError as missing:
        raise MissingDependency("pictures need playwright. Fix: make setup.") from missing
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as temporary:
        browser = driver.chromium.launch(executable_path=_browser(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        tab = browser.new_page(viewport={"width": WIDTH, "height": 400})
        for name in names:
            file = (folder if with_page else Path(temporary)) / f"ticket_{name}.html"
            file.write_text(page(TICKETS[name], 400 + list(TICKETS).index(name)), encoding="utf-8")
            tab.goto(file.absolute().as_uri())
            tab.screenshot(path=folder / f"ticket_{name}.png", full_page=True)
        browser.close()


def _label(name: str) -> str:
    colour = _COLOURS.get(name.partition(":")[2], "#8b949e")
    return f'<span class="label" style="color: {colour}">{html.escape(name)}</span>'


def _box(text: str, mark: str) -> str:
    edited = f" <i>· {mark}</i>" if mark else ""
    return f'<div class="box"><b>faultbook-bot{edited}</b><div>{_PARSER.render(text)}</div></div>'


def _browser() -> str:
    found = os.environ.get("CHROMIUM") or next((path for each in BROWSERS if (path := shutil.which(each))), None)
    if found is None:
        raise MissingDependency("found no Chromium. Fix: apt-get install chromium, or name one in CHROMIUM.")
    return found


def main() -> None:
    """Draws the pictures that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(TICKETS)}")
    parser.add_argument("--folder", type=Path, help="folder of the pages and pictures (default: docs/pictures)")
    options = parser.parse_args()
    if wrong := [name for name in options.names if name not in TICKETS]:
        parser.error(f"found {wrong[0]!r}; expected one of {', '.join(TICKETS)}")
    is_for_docs = options.folder is None
    names = options.names or (SHOWN if is_for_docs else TICKETS)
    draw(names, PICTURES if is_for_docs else options.folder, with_page=not is_for_docs)


if __name__ == "__main__":
    main()
