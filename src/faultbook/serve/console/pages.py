"""The pages: each path with its questions and its template. Reads the lakehouse; writes preferences only."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from faultbook.errors import FaultbookError
from faultbook.registry import registered
from faultbook.serve.console import vocabulary as words
from faultbook.serve.console.preferences import CHOICES, PARTS, Appearance, Preferences
from faultbook.serve.console.rendering import render, static
from faultbook.serve.console.visit import Panel, Visit
from faultbook.serve.console.vocabulary import NOTHING, Vocabulary
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import COOKIE, SIGN_IN, Access
from faultbook.serve.web.api import principal_of, route_of
from faultbook.serve.web.asking import Asking, Principal
from faultbook.serve.web.problems import UNEXPECTED, NotFound
from faultbook.stores.errors import InvalidQuery

MOST_FORM = 16_384
NAVIGATION = (
    ("/", "Overview", "o"),
    ("/patterns", "Patterns", "p"),
    ("/records", "Records", "r"),
    ("/files", "Files", "f"),
    ("/anomalies", "Anomalies", "a"),
    ("/cost", "Cost", "c"),
    ("/queries", "Queries", "q"),
    ("/opportunities", "Opportunities", "s"),
    ("/reports", "Reports", "n"),
)
SPENT_BY = ("product", "workspace", "day", "user", "warehouse")
QUERY_ORDERS = ("cost", "duration", "bytes", "newest")
Build = Callable[[Visit], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """A page: its path, its name in the navigation, its title, what can be searched for, and what fills it."""

    path: str
    template: str
    section: str
    title: str
    build: Build
    vocabulary: Vocabulary = NOTHING


def _overview(visit: Visit) -> dict[str, Any]:
    freshness = visit.panel("data_freshness")
    shown = set(PARTS) - set(visit.appearance.hidden)
    told: dict[str, Any] = {"freshness": freshness, "shown": shown, "has_data": _has_data(freshness)}
    told["dollars"] = _dollars(visit) if freshness and "laws" in shown else None
    if not told["has_data"]:
        return told
    asked: dict[str, Callable[[], Panel]] = {
        "severities": lambda: visit.panel("get_severity_summary"),
        "trend": lambda: visit.panel("error_trend", bucket="hour", limit=72),
        "patterns": lambda: visit.panel("list_patterns", limit=8),
        "anomalies": lambda: visit.panel("list_anomalies", limit=4),
        "changes": lambda: visit.panel("what_changed", limit=6),
        "codes": lambda: visit.panel("get_error_frequency", limit=8),
    }
    told |= dict.fromkeys(asked)
    return told | visit.side_by_side({part: ask for part, ask in asked.items() if part in shown})


def _has_data(freshness: Panel) -> bool:
    return bool(freshness) and freshness.answer.data_as_of.batch is not None


@dataclass(frozen=True)
class Dollars:
    """The law of dollars in one currency: billed = direct + idle + unattributed."""

    currency: str
    billed: Decimal
    parts: Decimal

    @property
    def holds(self) -> bool:
        """True where the parts are the whole."""
        return self.billed == self.parts


def _dollars(visit: Visit) -> Panel:
    found = visit.panel("get_cost_breakdown", by="product", limit=200)
    if not found or found.answer.truncated:
        return found if not found else Panel(None, "There are more products than can be added up here.")
    sums: dict[str, list[Decimal]] = {}
    for row in found.answer.rows:
        parts = sum((row.direct_amount or 0, row.idle_amount or 0, row.unattributed_amount or 0), Decimal(0))
        kept = sums.setdefault(row.currency_code or "?", [Decimal(0), Decimal(0)])
        kept[0] += row.billed_amount
        kept[1] += parts
    return Panel([Dollars(currency, billed, parts) for currency, (billed, parts) in sorted(sums.items())])


def _patterns(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_patterns")}


def _pattern(visit: Visit) -> dict[str, Any]:
    name = visit.request.path_params["pattern_id"]
    found = visit.panel("explain_pattern", pattern_id=name)
    if isinstance(found.failure, InvalidQuery):
        raise NotFound(str(found.failure))
    told: dict[str, Any] = {"found": found, "alerts": None, "trend": None}
    if found:
        told["trend"] = visit.panel("error_trend", pattern_id=found.answer.pattern_id, bucket="hour", limit=96)
        if found.answer.alerts:
            told["alerts"] = visit.panel("list_anomalies", pattern_id=found.answer.pattern_id, limit=5)
    return told


def _records(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("find_records")}


def _files(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_files")}


def _file(visit: Visit) -> dict[str, Any]:
    path = visit.request.query_params.get("path", "")
    if not path:
        raise NotFound("path: a source code file's path is needed. The page Files lists them.")
    return {
        "file_path": path,
        "codes": visit.panel("get_error_frequency", file_path=path, limit=20),
        "found": visit.rows("get_file_errors", file_path=path),
    }


def _anomalies(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_anomalies")}


def _cost(visit: Visit) -> dict[str, Any]:
    by = visit.choice("by", SPENT_BY)
    failed = {name: value for name, value in visit.search.arguments.items() if visit.search.wrong is None}
    return {
        "by": by,
        "choices": SPENT_BY,
        "found": visit.rows("get_cost_breakdown", by=by),
        "failed": visit.panel("failed_run_cost", limit=10, **failed),
        "dollars": _dollars(visit),
    }


def _queries(visit: Visit) -> dict[str, Any]:
    order = visit.choice("order", QUERY_ORDERS)
    return {"order": order, "choices": QUERY_ORDERS, "found": visit.rows("get_query_performance", order=order)}


def _query(visit: Visit) -> dict[str, Any]:
    name = visit.request.path_params["query_id"]
    found = visit.panel("get_query_performance", query_id=name, limit=5)
    if found and not found.answer.rows:
        raise NotFound(f"There is no statement {ascii(name)[:80]}.")
    told: dict[str, Any] = {"found": found, "beside": None}
    if found and found.answer.rows[0].warehouse_id:
        told["beside"] = visit.panel(
            "get_query_performance", warehouse_id=found.answer.rows[0].warehouse_id, order="cost", limit=6
        )
    return told


def _opportunities(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_opportunities")}


def _reports(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_reports")}


def _report(visit: Visit) -> dict[str, Any]:
    day = visit.request.path_params["day"]
    found = visit.panel("list_reports", day=day)
    if isinstance(found.failure, InvalidQuery) or (found and not found.answer.rows):
        raise NotFound(f"There is no report of {ascii(day)[:40]}. The page Reports lists them.")
    return {"found": found}


def _settings(_: Visit) -> dict[str, Any]:
    return {"choices": CHOICES, "parts": PARTS}


def _programs(_: Visit) -> dict[str, Any]:
    return {"routes": [(route_of(each.name), each) for each in QUESTIONS.values()]}


PAGES = tuple(
    registered(
        "console page",
        (
            Page("/", "overview", "/", "Overview", _overview),
            Page("/patterns", "patterns", "/patterns", "Patterns", _patterns, words.PATTERNS),
            Page("/patterns/{pattern_id}", "pattern", "/patterns", "Pattern", _pattern),
            Page("/records", "records", "/records", "Records", _records, words.RECORDS),
            Page("/files", "files", "/files", "Files", _files, words.FILES),
            Page("/file", "file", "/files", "File", _file, words.FILE),
            Page("/anomalies", "anomalies", "/anomalies", "Anomalies", _anomalies, words.ANOMALIES),
            Page("/cost", "cost", "/cost", "Cost", _cost, words.COST),
            Page("/queries", "queries", "/queries", "Queries", _queries, words.QUERIES),
            Page("/queries/{query_id}", "query", "/queries", "Query", _query),
            Page(
                "/opportunities",
                "opportunities",
                "/opportunities",
                "Opportunities",
                _opportunities,
                words.OPPORTUNITIES,
            ),
            Page("/reports", "reports", "/reports", "Reports", _reports, words.REPORTS),
            Page("/reports/{day}", "report", "/reports", "Report", _report),
            Page("/settings", "settings", "", "Settings", _settings),
            Page("/api", "programs", "", "API", _programs),
        ),
        name_of=attrgetter("path"),
    ).values()
)


def console(asking: Asking, access: Access, preferences: Preferences) -> APIRouter:
    """The routes of the console."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for page in PAGES:
        router.add_api_route(page.path, _shown(page, asking, preferences), methods=["GET"])
    router.add_api_route("/static/{name}", _static, methods=["GET"])
    _add_forms(router, preferences)
    _add_sign_in(router, access)
    return router


def wants_page(request: Request) -> bool:
    """True where a failure is told on a page: a browser asks, and not for the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def page_of_failure(request: Request, failure: Exception, status: int) -> Response:
    """The page of a failure."""
    if isinstance(failure, HTTPException):
        detail = "There is no such page." if status == 404 else str(failure.detail)
    else:
        detail = str(failure) if isinstance(failure, FaultbookError) else UNEXPECTED
    principal = getattr(request.state, "principal", Principal())
    return _page("failure", status, {"title": "Not found" if status == 404 else "Failed", "detail": detail}, principal)


def _shown(page: Page, asking: Asking, preferences: Preferences) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        visit = Visit(request, asking, preferences, page.vocabulary)
        values = {"title": page.title, "section": page.section, "visit": visit, **page.build(visit)}
        return _page(page.template, 200, values, visit.principal, visit)

    return show


def _page(
    template: str, status: int, values: Mapping[str, Any], principal: Principal, visit: Visit | None = None
) -> HTMLResponse:
    common = {
        "navigation": NAVIGATION,
        "section": "",
        "principal": principal,
        "visit": visit,
        "appearance": visit.appearance if visit else Appearance(),
        "said": visit.request.query_params.get("said", "") if visit else "",
        "SAID": SAID,
    }
    return HTMLResponse(render(template, {**common, **values}), status)


SAID = {"saved": "Saved.", "removed": "Removed.", "kept": "Kept."}


def _static(name: str) -> Response:
    try:
        data, kind, mark = static(name)
    except KeyError as absent:
        raise HTTPException(404) from absent
    return Response(data, headers={"cache-control": "public, max-age=86400", "etag": f'"{mark}"'}, media_type=kind)


def _add_forms(router: APIRouter, preferences: Preferences) -> None:
    def back(told: Mapping[str, str], said: str) -> Response:
        return RedirectResponse(_with_said(told.get("back", "/settings"), said), 303)

    async def save(request: Request) -> Response:
        told = await _form(request)
        link = told.get("link", "")
        preferences.save(principal_of(request).name, told.get("name", ""), link)
        return back({"back": link}, "saved")

    async def remove(request: Request) -> Response:
        told = await _form(request)
        preferences.remove(principal_of(request).name, told.get("name", ""))
        return back(told, "removed")

    async def choose(request: Request) -> Response:
        told = await _form(request)
        owner = principal_of(request).name
        for name in CHOICES:
            if name in told:
                preferences.choose(owner, name, told[name])
        if "parts" in told:
            shown = {name.removeprefix("part-") for name in told if name.startswith("part-")}
            preferences.choose(owner, "hidden", ",".join(part for part in PARTS if part not in shown))
        return back(told, "kept")

    for path, respond in (("/searches", save), ("/searches/remove", remove), ("/settings", choose)):
        router.add_api_route(path, respond, methods=["POST"])


def _with_said(link: str, said: str) -> str:
    own = link if link.startswith("/") and link[1:2] not in ("/", "\\") and link.isprintable() else "/settings"
    return f"{own}{'&' if '?' in own else '?'}said={said}"


async def _form(request: Request) -> dict[str, str]:
    """The form's fields; InvalidQuery where it is too large or no form."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_FORM:
            raise InvalidQuery(f"The form is larger than {MOST_FORM:,} bytes.")
    try:
        return dict(parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError as wrong:
        raise InvalidQuery("The form cannot be read.") from wrong


def _add_sign_in(router: APIRouter, access: Access) -> None:
    def ask(request: Request) -> Response:
        return _page("sign_in", 200, {"title": "Sign in", "wrong": False}, principal_of(request))

    async def sign_in(request: Request) -> Response:
        given = (await _form(request)).get("token", "")
        if not access.token or not hmac.compare_digest(given.encode(), access.token.encode()):
            return _page("sign_in", 401, {"title": "Sign in", "wrong": True}, principal_of(request))
        response = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, access.cookie, httponly=True, samesite="strict", secure=secure, max_age=43_200)
        return response

    router.add_api_route(SIGN_IN, ask, methods=["GET"])
    router.add_api_route(SIGN_IN, sign_in, methods=["POST"])
