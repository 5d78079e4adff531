"""How long the tools take: `faultbook mcp` over stdio as a client meets it, and the console's first page.

A lakehouse goes in, milliseconds per tool, seconds to the first answer and memory come out. Every question of a tool is
called in turn with the others', so that none finds its data cached by its own previous call.
"""

import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import anyio
import psutil
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.stores.store import Statement

ToolCall = tuple[str, dict[str, Any]]
STARTS = 3
PAGES = 10
FIRST = "get_severity_summary"
# Design targets: the question, the tool, milliseconds that p95 may take.
TARGETS = (
    ("one code's newest records", "search_error_logs", "code", 100),
    ("top 20 codes", "get_error_frequency", "top", 200),
    ("one file's newest records", "get_file_errors", "file", 150),
    ("patterns of one code", "analyze_error_pattern", "code", 300),
    ("severities", "get_severity_summary", "all", 100),
)


@dataclass(frozen=True)
class ToolTimes:
    """What was measured over one lakehouse. `milliseconds`: by tool and kind of question, one per call."""

    milliseconds: Mapping[tuple[str, str], Sequence[float]]
    start_seconds: float
    server_mib: float
    page_seconds: float
    later_page_seconds: float

    def of(self, tool: str, kind: str | None = None) -> list[float]:
        """The tool's times, of all kinds or of one."""
        return [
            one
            for (name, what), all_ in self.milliseconds.items()
            if name == tool and kind in (None, what)
            for one in all_
        ]


def percentile(times: Sequence[float], part: float) -> float:
    """The smallest of the times that at least so large a part of them do not exceed."""
    return sorted(times)[max(0, math.ceil(part * len(times)) - 1)]


def tool_times(lakehouse: Path, *, rounds: int) -> ToolTimes:
    """Asks each question once unmeasured, then `rounds` times."""
    starts = [anyio.run(_first_answer, lakehouse) for _ in range(STARTS)]
    times, memory = anyio.run(_conversation, lakehouse, rounds)
    first, later = _pages(lakehouse)
    return ToolTimes(times, median(starts), memory, first, later)


def questions(lakehouse: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """Tool, kind of question, arguments: for each tool what is usual and what is dear."""
    store = local_store(lakehouse)
    codes = [row["error_code"] for row in store.ask(Query("error_frequency", limit=0)).records()]
    top, rare = codes[0], codes[-1]
    usual = codes[len(codes) // 2]
    by_file = (
        "SELECT arg_max(file_path, n) AS most, arg_min(file_path, n) AS least FROM (SELECT file_path, "
        "sum(occurrence_count) AS n FROM {answers}.error_file_counts GROUP BY file_path)"
    )
    by_pattern = (
        "SELECT template_hash FROM {answers}.error_counts GROUP BY template_hash ORDER BY sum(occurrence_count) DESC"
    )
    last = "SELECT max(last_occurrence) AS at FROM {answers}.ingest_ledger"
    [files] = store.rows(Statement("files", "", by_file, ("error_file_counts",)), {})
    patterns = [row["template_hash"] for row in store.rows(Statement("", "", by_pattern, ("error_counts",)), {})]
    [newest] = store.rows(Statement("newest", "", last, ("ingest_ledger",)), {})
    day = newest["at"].date().isoformat()
    first, middle = patterns[0], patterns[len(patterns) // 2]
    return [
        *(("search_error_logs", "code", {"error_code": code}) for code in (top, usual, rare)),
        ("search_error_logs", "severity", {"severity": "Critical", "file_path": "db"}),
        ("search_error_logs", "all", {}),
        ("search_error_logs", "code and day", {"error_code": top, "since": day, "limit": 100}),
        *(("get_file_errors", "file", {"file_path": name}) for name in (files["most"], files["least"])),
        *(("search_by_message", "text", {"query": text}) for text in ("timed out", "OOMKilled at 4", "no such text")),
        ("get_error_frequency", "top", {}),
        ("get_error_frequency", "code", {"error_code": usual}),
        ("get_error_frequency", "day", {"since": day, "severity": "Error"}),
        *(("analyze_error_pattern", "code", {"error_code": code}) for code in (top, usual, rare)),
        ("get_severity_summary", "all", {}),
        ("get_severity_summary", "day", {"since": day}),
        ("error_trend", "days", {}),
        ("error_trend", "code", {"error_code": usual, "bucket": "hour", "limit": 200}),
        ("error_trend", "pattern", {"pattern_id": first, "bucket": "hour"}),
        *(("explain_pattern", "pattern", {"pattern_id": name}) for name in (first, middle)),
        ("what_changed", "day", {}),
        ("what_changed", "code", {"dimension": "error_code", "baseline_hours": 168}),
        ("list_anomalies", "all", {}),
        ("data_freshness", "all", {}),
        ("get_query_performance", "cost", {}),
        ("get_query_performance", "duration", {"order": "duration", "since": "2026-01-01"}),
        *(("get_cost_breakdown", by, {"by": by}) for by in ("product", "user", "warehouse")),
        ("list_opportunities", "all", {}),
        ("failed_run_cost", "all", {}),
    ]


async def _first_answer(lakehouse: Path) -> float:
    began = time.perf_counter()
    async with Client(stdio_client(_server(lakehouse))) as session:
        await _call(session, FIRST, {})
        return time.perf_counter() - began


async def _conversation(lakehouse: Path, rounds: int) -> tuple[dict[tuple[str, str], list[float]], float]:
    times: dict[tuple[str, str], list[float]] = {}
    calls = questions(lakehouse)
    before = set(psutil.Process().children(recursive=True))
    async with Client(stdio_client(_server(lakehouse))) as session:
        for turn in range(rounds + 1):
            for tool, kind, arguments in calls:
                began = time.perf_counter()
                await _call(session, tool, arguments)
                if turn:
                    times.setdefault((tool, kind), []).append((time.perf_counter() - began) * 1_000)
        server = (set(psutil.Process().children(recursive=True)) - before).pop()
        return times, _most_mib(server.pid)


async def _call(session: Any, tool: str, arguments: dict[str, Any]) -> None:
    answer = await session.call_tool(tool, arguments)
    if answer.is_error:
        raise RuntimeError(f"{tool} {arguments}: {answer.content[0].text}")


def _server(lakehouse: Path) -> StdioServerParameters:
    command = ["-m", "faultbook.cli", "mcp", "--lakehouse", str(lakehouse), "--audit", os.devnull]
    return StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))


def _most_mib(process: int) -> float:
    """The most memory that the process ever had at once."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    [most] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(most) / 1_024


def _pages(lakehouse: Path) -> tuple[float, float]:
    """Seconds of the console's first page after it began to listen, and of the later ones (p95)."""
    with _console(lakehouse) as address:
        times = []
        for _ in range(PAGES + 1):
            began = time.perf_counter()
            _read(f"{address}/")
            times.append(time.perf_counter() - began)
    return times[0], percentile(times[1:], 0.95)


@contextmanager
def _console(lakehouse: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "faultbook.cli", "serve", "--lakehouse", str(lakehouse), "--port", str(port)]
    command += ["--audit", os.devnull, "--preferences", ":memory:"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as serving:
        try:
            address = f"http://127.0.0.1:{port}"
            while serving.poll() is None:
                try:
                    _read(f"{address}/health")
                    break
                except OSError:
                    time.sleep(0.02)
            yield address
        finally:
            serving.terminate()


def _read(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return bytes(response.read())
