"""The conversation in docs/mcp.md: the calls and what they gave are real, the words between them are written here."""

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import anyio
from mcp import Client

from evals.replay import at
from faultbook.serve.asking.audit import Audit
from faultbook.serve.mcp.building import build_server
from tests.stores.seeded_lakehouse import seeded_lakehouse, seeded_store

PAGE = Path(__file__).parents[1] / "docs" / "mcp.md"
BEGIN, END = "<!-- transcript -->\n", "<!-- end of transcript -->"
LONGEST = 640
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("I look first at how far the data goes.", "data_freshness", {}),
    ("Then at what is different from the day before.", "what_changed", {"since": "2026-03-04", "limit": 4}),
    ("One code is new. I take one of its records.", "search_error_logs", {"error_code": "SR-503", "limit": 1}),
    ("And ask for everything that is known of it.", "explain_pattern", {"pattern_id": "$3.rows.0.template_hash"}),
    ("Was there an alert?", "list_anomalies", {"service": "search", "limit": 1}),
)  # fmt: skip


def transcript(lakehouse: Path) -> str:
    """The conversation over the seeded lakehouse, as Markdown."""
    answers = anyio.run(_answers, lakehouse)
    parts = ["> **You:** What went wrong on 4 March, since when, and how bad is it?\n"]
    for (words, tool, _), (arguments, answer) in zip(STEPS, answers, strict=True):
        text = json.dumps(answer, ensure_ascii=False, separators=(", ", ": "))
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} ... ({len(text):,} characters)"
        given = ", ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
        parts.append(f"> **Assistant:** {words}\n\n```text\n{tool}({given})\n\n{_wrapped(shown)}\n```\n")
    return "\n".join([*parts, _conclusion([answer for _, answer in answers])])


def write() -> None:
    """Puts the conversation into the page."""
    with tempfile.TemporaryDirectory() as folder:
        page = with_transcript(PAGE.read_text("utf-8"), seeded_lakehouse(Path(folder)))
    PAGE.write_text(page, encoding="utf-8")


def with_transcript(page: str, lakehouse: Path) -> str:
    """The page with the conversation of today."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{transcript(lakehouse)}\n{END}{after}"


def _conclusion(answers: list[dict[str, Any]]) -> str:
    freshness, changed, _, pattern, alerts = answers
    return (
        f"> **Assistant:** {changed['rows'][0]['value']} is new: {pattern['occurrence_count']} records, worst "
        f"{pattern['max_level']}, all of service {pattern['sources'][0]['service']}, from {pattern['first_seen']} to "
        f"{pattern['last_seen']}, about {pattern['busiest_hour_count']} an hour (explain_pattern). Nothing like it "
        f"before (what_changed: before_count {changed['rows'][0]['before_count']}). The alert "
        f"{alerts['rows'][0]['alert_id']} was raised and has {alerts['rows'][0]['state']} (list_anomalies). The data "
        f"goes to {freshness['data_as_of']['newest_record_at']} and every line has its place (data_freshness). The "
        "cause is inconclusive: the records show no host or version more often than usual.\n"
    )


async def _answers(lakehouse: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    store = seeded_store(lakehouse)
    async with Client(build_server(lambda: store, Audit(io.StringIO()))) as session:
        for _, tool, arguments in STEPS:
            given = {name: _filled(value, found) for name, value in arguments.items()}
            answer = await session.call_tool(tool, given)
            found.append((given, answer.structured_content))
    return found


def _filled(value: Any, found: list[tuple[dict[str, Any], dict[str, Any]]]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        number, _, path = value[1:].partition(".")
        return at(found[int(number) - 1][1], path)
    return value


def _wrapped(text: str, width: int = 116) -> str:
    """The text broken after commas, so that a page needs no scrolling sideways."""
    lines, line = [], ""
    for part in text.split(", "):
        joined = f"{line}, {part}" if line else part
        if line and len(joined) > width:
            lines.append(f"{line},")
            line = part
        else:
            line = joined
    return "\n".join([*lines, line])
