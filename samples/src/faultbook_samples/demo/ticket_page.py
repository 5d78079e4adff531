"""Issues as a page: what a tracker shows of each, with its comments. One file, no script, nothing from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from markdown_it import MarkdownIt

from faultbook.delivery.port import Comment, Issue, IssueState

_STYLE = """
:root { color-scheme: light dark; --line: #d1d9e0; --back: #fff; --head: #f6f8fa; --ink: #1f2328; --dim: #59636e; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --back: #0d1117; --head: #151b23; --ink: #f0f6fc; --dim: #9198a1; } }
body { background: var(--back); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; }
article { border-top: 1px solid var(--line); margin: 2.5rem 0; padding-top: 1.5rem; }
h2 { font-size: 1.6rem; font-weight: 400; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 a, .dim { color: var(--dim); text-decoration: none; }
.state { border-radius: 2em; color: #fff; display: inline-block; font-weight: 600; padding: .2rem .75rem; }
.open { background: #1f883d; } .closed { background: #8250df; } .not_planned, .duplicate { background: #59636e; }
.label { border: 1px solid var(--line); border-radius: 2em; font-size: 12px;
  margin-left: .3rem; padding: .1rem .55rem; }
section { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; }
section > header { background: var(--head); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0;
  padding: .5rem 1rem; }
section > div { padding: .25rem 1rem; overflow-wrap: anywhere; }
pre { background: var(--head); border-radius: 6px; overflow-x: auto; padding: .75rem; overflow-wrap: normal; }
code { font: 12px/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; }
nav td, nav th { border-width: 0 0 1px; } nav a { color: inherit; }
"""
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def page_of(title: str, issues: Sequence[tuple[Issue, Sequence[Comment]]]) -> str:
    """The page. Markup in texts is shown as text; hidden marks are left out, as a tracker leaves them out."""
    rows = "".join(
        f'<tr><td><a href="#i{issue.number}">#{issue.number}</a></td><td>{_state(issue)}</td>'
        f'<td><a href="#i{issue.number}">{escape(issue.title)}</a></td></tr>'
        for issue, _ in issues
    )
    articles = "".join(_article(issue, comments) for issue, comments in issues)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1><nav><table>{rows}</table></nav>{articles}</body></html>\n"
    )


def _article(issue: Issue, comments: Sequence[Comment]) -> str:
    labels = "".join(f'<span class="label">{escape(label)}</span>' for label in issue.labels)
    posts = "".join(_post(comment.author, comment.created_at, comment.body) for comment in comments)
    return (
        f'<article id="i{issue.number}"><h2>{escape(issue.title)} <a href="#i{issue.number}">#{issue.number}</a></h2>'
        f"<p>{_state(issue)}{labels}</p>{_post(issue.creator, issue.created_at, issue.body)}{posts}</article>"
    )


def _state(issue: Issue) -> str:
    is_open = issue.state is IssueState.OPEN
    kind = "open" if is_open else (issue.closed_as.value if issue.closed_as else "closed")
    reason = "" if kind in {"open", "closed", "completed"} else f" as {kind.replace('_', ' ')}"
    words = "Open" if is_open else f"Closed{reason}"
    return f'<span class="state {"closed" if kind == "completed" else kind}">{words}</span>'


def _post(author: str, at: datetime, body: str) -> str:
    shown = _MARKDOWN.render(_without_marks(body))
    # The one tag that faultbook writes; of logs there is none outside of code.
    shown = shown.replace("<p>&lt;sub&gt;", "<p><sub>").replace("&lt;/sub&gt;</p>", "</sub></p>")
    head = f'<b>{escape(author)}</b> <span class="dim">{at:%Y-%m-%d %H:%M} UTC</span>'
    return f"<section><header>{head}</header><div>{shown}</div></section>"


def _without_marks(body: str) -> str:
    """Without the comments of HTML that are a line of their own: those of faultbook."""
    return "\n".join(
        line for line in body.split("\n") if not (line.startswith("<!-- faultbook:") and line.endswith("-->"))
    )
