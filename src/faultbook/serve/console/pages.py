"""The pages: each path with its questions and its template. Decisions go to `deciding`; else only preferences are
written.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from faultbook.errors import FaultbookError
from faultbook.registry import registered
from faultbook.serve.asking.principal import Principal
from faultbook.serve.console import vocabulary
from faultbook.serve.console.decision_forms import DECIDED, sent_decision, shown_forms
from faultbook.serve.console.forms import form_of
from faultbook.serve.console.preferences import CHOICES, LABELS, PARTS, Appearance, Preferences
from faultbook.serve.console.rendering import render, static
from faultbook.serve.console.sections import is_shown, navigation
from faultbook.serve.console.visit import Panel, Visit
from faultbook.serve.console.vocabulary import NOTHING, Vocabulary
from faultbook.serve.deciding import CONSOLE, Deciding
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import COOKIE, SIGN_IN, Access
from faultbook.serve.web.api import principal_of, route_of
from faultbook.serve.web.problems import UNEXPECTED, Conflict, NotFound, Refused, status_of
from faultbook.serve.web.service import WebService
from faultbook.stores.decisions import MayNotDecide
from faultbook.stores.errors import InvalidQuery

SPENT_BY = ("product", "workspace", "day", "user", "warehouse")
QUERY_ORDERS = ("cost", "duration", "bytes", "newest")
INCIDENT_ORDERS = ("worst", "newest")
INCIDENTS_SHOWN = ("active", "all")
INCIDENT_EVENTS = 20
OUTBOX_SHOWN = ("left", "all")
ATTEMPTS_SHOWN = 20
Build = Callable[[Visit], dict[str, Any]]


@dataclass(frozen=True)
class ConsolePage:
    """A page: path, template, entry of the navigation, title, the function that fills it, and its search fields."""

    path: str
    template: str
    section: str
    title: str
    build: Build
    vocabulary: Vocabulary = NOTHING


def _overview(visit: Visit) -> dict[str, Any]:
    freshness = visit.panel("data_freshness")
    shown = set(PARTS) - set(visit.appearance.hidden)
    values: dict[str, Any] = {"freshness": freshness, "shown": shown, "has_data": _has_data(freshness)}
    values["dollars"] = _dollars(visit) if freshness and "laws" in shown and is_shown("/cost") else None
    if not values["has_data"]:
        return values
    panels: dict[str, Callable[[], Panel]] = {
        "severities": lambda: visit.panel("get_severity_summary"),
        "trend": lambda: visit.panel("error_trend", bucket="hour", limit=72),
        "patterns": lambda: visit.panel("list_patterns", limit=8),
        "anomalies": lambda: visit.panel("list_anomalies", limit=4),
        "changes": lambda: visit.panel("what_changed", limit=6),
        "codes": lambda: visit.panel("get_error_frequency", limit=8),
    }
    values |= dict.fromkeys(panels)
    return values | visit.side_by_side({part: ask for part, ask in panels.items() if part in shown})


def _has_data(freshness: Panel) -> bool:
    return bool(freshness) and freshness.answer.data_as_of.batch is not None


@dataclass(frozen=True)
class CostSum:
    """The cost invariant in one currency: billed = direct + idle + unattributed."""

    currency: str
    billed: Decimal
    parts: Decimal

    @property
    def holds(self) -> bool:
        """True where the parts add up to the billed amount."""
        return self.billed == self.parts


def _dollars(visit: Visit) -> Panel:
    found = visit.panel("get_cost_breakdown", by="product", limit=200)
    if not found or found.answer.truncated:
        return found if not found else Panel(None, "There are too many products to add up on this page.")
    sums: dict[str, list[Decimal]] = {}
    for row in found.answer.rows:
        parts = sum((row.direct_amount or 0, row.idle_amount or 0, row.unattributed_amount or 0), Decimal(0))
        kept = sums.setdefault(row.currency_code or "?", [Decimal(0), Decimal(0)])
        kept[0] += row.billed_amount
        kept[1] += parts
    return Panel([CostSum(currency, billed, parts) for currency, (billed, parts) in sorted(sums.items())])


def _patterns(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_patterns")}


def _pattern(visit: Visit) -> dict[str, Any]:
    name = visit.request.path_params["pattern_id"]
    found = visit.panel("explain_pattern", pattern_id=name)
    if isinstance(found.failure, InvalidQuery):
        raise NotFound(str(found.failure))
    values: dict[str, Any] = {"found": found, "alerts": None, "trend": None}
    if found:
        values["trend"] = visit.panel("error_trend", pattern_id=found.answer.pattern_id, bucket="hour", limit=96)
        if found.answer.alerts:
            values["alerts"] = visit.panel("list_anomalies", pattern_id=found.answer.pattern_id, limit=5)
    return values


def _records(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("find_records")}


def _files(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_files")}


def _file(visit: Visit) -> dict[str, Any]:
    path = visit.request.query_params.get("path", "")
    if not path:
        raise NotFound("path: expected the path of a source code file. The page Files lists them.")
    return {
        "file_path": path,
        "codes": visit.panel("get_error_frequency", file_path=path, limit=20),
        "found": visit.rows("get_file_errors", file_path=path),
    }


def _anomalies(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_anomalies")}


def _incidents(visit: Visit) -> dict[str, Any]:
    order = visit.choice("order", INCIDENT_ORDERS)
    show = visit.choice("show", INCIDENTS_SHOWN)
    # What the search names wins over the choice beside it.
    state = {"state": "active"} if show == "active" and "state" not in visit.search.arguments else {}
    return {
        "order": order,
        "orders": INCIDENT_ORDERS,
        "show": show,
        "shown": INCIDENTS_SHOWN,
        "found": visit.rows("list_incidents", order=order, **state),
    }


def _incident(visit: Visit) -> dict[str, Any]:
    name = visit.request.path_params["incident_id"]
    panels = visit.side_by_side(
        {
            "found": lambda: visit.panel("get_incident", incident_id=name, entries=200),
            "events": lambda: visit.panel(
                "incident_events", incident_id=name, limit=INCIDENT_EVENTS, cursor=visit.cursor
            ),
        }
    )
    if isinstance(panels["found"].failure, InvalidQuery):
        raise NotFound(str(panels["found"].failure))
    forms = shown_forms(visit.deciding, visit.principal, panels["found"].answer)
    return {**panels, "forms": forms, "refused": None, "sent": {}}


def _outbox(visit: Visit) -> dict[str, Any]:
    show = visit.choice("show", OUTBOX_SHOWN)
    # What the search names wins over the choice beside it.
    state = {"state": "left"} if show == "left" and "state" not in visit.search.arguments else {}
    of_tracker = {name: value for name, value in visit.search.arguments.items() if name in ("tracker", "incident_id")}
    return {
        "show": show,
        "shown": OUTBOX_SHOWN,
        **visit.side_by_side(
            {
                "found": lambda: visit.rows("list_deliveries", **state),
                "attempts": lambda: visit.panel("list_delivery_attempts", limit=ATTEMPTS_SHOWN, **of_tracker),
            }
        ),
    }


def _rules(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_rules")}


def _events(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("list_failures")}


def _event(visit: Visit) -> dict[str, Any]:
    found = visit.panel("get_failure", event_id=visit.request.path_params["event_id"])
    if isinstance(found.failure, InvalidQuery):
        raise NotFound(str(found.failure))
    return {"found": found}


def _sources(visit: Visit) -> dict[str, Any]:
    return {"found": visit.rows("source_health")}


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
    values: dict[str, Any] = {"found": found, "same_warehouse": None}
    if found and found.answer.rows[0].warehouse_id:
        values["same_warehouse"] = visit.panel(
            "get_query_performance", warehouse_id=found.answer.rows[0].warehouse_id, order="cost", limit=6
        )
    return values


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
    return {"choices": CHOICES, "parts": PARTS, "labels": LABELS}


def _programs(_: Visit) -> dict[str, Any]:
    return {"routes": [(route_of(each.name), each) for each in QUESTIONS.values()]}


PAGES = tuple(
    registered(
        "console page",
        (
            ConsolePage("/", "overview", "/", "Overview", _overview),
            ConsolePage("/patterns", "patterns", "/patterns", "Patterns", _patterns, vocabulary.PATTERNS),
            ConsolePage("/patterns/{pattern_id}", "pattern", "/patterns", "Pattern", _pattern),
            ConsolePage("/records", "records", "/records", "Records", _records, vocabulary.RECORDS),
            ConsolePage("/files", "files", "/files", "Files", _files, vocabulary.FILES),
            ConsolePage("/file", "file", "/files", "File", _file, vocabulary.FILE),
            ConsolePage("/anomalies", "anomalies", "/anomalies", "Anomalies", _anomalies, vocabulary.ANOMALIES),
            ConsolePage("/incidents", "incidents", "/incidents", "Incidents", _incidents, vocabulary.INCIDENTS),
            ConsolePage("/incidents/{incident_id}", "incident", "/incidents", "Incident", _incident),
            ConsolePage("/outbox", "outbox", "/outbox", "Outbox", _outbox, vocabulary.OUTBOX),
            ConsolePage("/rules", "rules", "/rules", "Rules", _rules, vocabulary.RULES),
            ConsolePage("/events", "events", "/events", "Events", _events, vocabulary.EVENTS),
            ConsolePage("/events/{event_id}", "event", "/events", "Event", _event),
            ConsolePage("/sources", "sources", "/sources", "Sources", _sources, vocabulary.SOURCES),
            ConsolePage("/cost", "cost", "/cost", "Cost", _cost, vocabulary.COST),
            ConsolePage("/queries", "queries", "/queries", "Queries", _queries, vocabulary.QUERIES),
            ConsolePage("/queries/{query_id}", "query", "/queries", "Query", _query),
            ConsolePage(
                "/opportunities",
                "opportunities",
                "/opportunities",
                "Opportunities",
                _opportunities,
                vocabulary.OPPORTUNITIES,
            ),
            ConsolePage("/reports", "reports", "/reports", "Reports", _reports, vocabulary.REPORTS),
            ConsolePage("/reports/{day}", "report", "/reports", "Report", _report),
            ConsolePage("/settings", "settings", "", "Settings", _settings),
            ConsolePage("/api", "programs", "", "API", _programs),
        ),
        name_of=attrgetter("path"),
    ).values()
)


def console(service: WebService, access: Access, preferences: Preferences, deciding: Deciding) -> APIRouter:
    """The routes of the console."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for page in filter(lambda page: is_shown(page.section), PAGES):
        router.add_api_route(page.path, _shown(page, service, preferences, deciding), methods=["GET"])
    router.add_api_route("/static/{name}", _static, methods=["GET"])
    _add_forms(router, preferences)
    if is_shown("/incidents"):
        _add_decisions(router, service, preferences, deciding)
    _add_sign_in(router, access)
    return router


def wants_page(request: Request) -> bool:
    """True where a failure is shown as a page: the client is a browser, and the path is not of the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def page_of_failure(request: Request, failure: Exception, status: int) -> Response:
    """The page of a failure."""
    if isinstance(failure, HTTPException):
        detail = "There is no such page." if status == 404 else str(failure.detail)
    else:
        detail = str(failure) if isinstance(failure, FaultbookError) else UNEXPECTED
    principal = getattr(request.state, "principal", Principal())
    return _page("failure", status, {"title": "Not found" if status == 404 else "Failed", "detail": detail}, principal)


def _shown(
    page: ConsolePage, service: WebService, preferences: Preferences, deciding: Deciding
) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        visit = Visit(request, service, preferences, page.vocabulary, deciding)
        values = {"title": page.title, "section": page.section, "visit": visit, **page.build(visit)}
        return _page(page.template, 200, values, visit.principal, visit)

    return show


def _page(
    template: str, status: int, values: Mapping[str, Any], principal: Principal, visit: Visit | None = None
) -> HTMLResponse:
    common = {
        "navigation": navigation(),
        "section": "",
        "principal": principal,
        "visit": visit,
        "appearance": visit.appearance if visit else Appearance(),
        "notice": NOTICES.get(visit.request.query_params.get("notice", ""), "") if visit else "",
    }
    return HTMLResponse(render(template, {**common, **values}), status)


NOTICES = {"saved": "Saved.", "removed": "Removed.", "settings": "Settings saved.", **DECIDED}


def _static(name: str) -> Response:
    try:
        data, kind, mark = static(name)
    except KeyError as absent:
        raise HTTPException(404) from absent
    return Response(data, headers={"cache-control": "public, max-age=86400", "etag": f'"{mark}"'}, media_type=kind)


def _add_forms(router: APIRouter, preferences: Preferences) -> None:
    def redirect(form: Mapping[str, str], notice: str) -> Response:
        return RedirectResponse(_with_notice(form.get("back", "/settings"), notice), 303)

    async def save(request: Request) -> Response:
        form = await form_of(request)
        link = form.get("link", "")
        preferences.save(principal_of(request).name, form.get("name", ""), link)
        return redirect({"back": link}, "saved")

    async def remove(request: Request) -> Response:
        form = await form_of(request)
        preferences.remove(principal_of(request).name, form.get("name", ""))
        return redirect(form, "removed")

    async def choose(request: Request) -> Response:
        form = await form_of(request)
        owner = principal_of(request).name
        for name in CHOICES:
            if name in form:
                preferences.choose(owner, name, form[name])
        if "parts" in form:
            shown = {name.removeprefix("part-") for name in form if name.startswith("part-")}
            preferences.choose(owner, "hidden", ",".join(part for part in PARTS if part not in shown))
        return redirect(form, "settings")

    for path, respond in (("/searches", save), ("/searches/remove", remove), ("/settings", choose)):
        router.add_api_route(path, respond, methods=["POST"])


def _add_decisions(router: APIRouter, service: WebService, preferences: Preferences, deciding: Deciding) -> None:
    page = next(each for each in PAGES if each.build is _incident)

    def decide(request: Request, form: Mapping[str, str]) -> Response:
        name = request.path_params["incident_id"]
        try:
            body, key = sent_decision(form)
            found = deciding.decide(principal_of(request), name, body, key, door=CONSOLE)
        except (InvalidQuery, Conflict, Refused, MayNotDecide) as wrong:
            if str(wrong).startswith("incident_id:"):
                raise NotFound(str(wrong)) from wrong
            visit = Visit(request, service, preferences, page.vocabulary, deciding)
            visit.path = f"/incidents/{quote(name, safe='')}"
            values = {"title": page.title, "section": page.section, "visit": visit, **page.build(visit)}
            values |= {"refused": str(wrong), "sent": form}
            return _page(page.template, status_of(wrong), values, visit.principal, visit)
        return RedirectResponse(f"/incidents/{found.incident_id}?notice={found.outcome}", 303)

    async def take(request: Request) -> Response:
        return await run_in_threadpool(decide, request, await form_of(request))

    router.add_api_route(f"{page.path}/decisions", take, methods=["POST"])


def _with_notice(link: str, notice: str) -> str:
    own = link if link.startswith("/") and link[1:2] not in ("/", "\\") and link.isprintable() else "/settings"
    return f"{own}{'&' if '?' in own else '?'}notice={notice}"


def _add_sign_in(router: APIRouter, access: Access) -> None:
    def ask(request: Request) -> Response:
        return _page("sign_in", 200, {"title": "Sign in", "wrong": False}, principal_of(request))

    async def sign_in(request: Request) -> Response:
        given = (await form_of(request)).get("token", "")
        if not access.token or not hmac.compare_digest(given.encode(), access.token.encode()):
            return _page("sign_in", 401, {"title": "Sign in", "wrong": True}, principal_of(request))
        response = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, access.cookie, httponly=True, samesite="strict", secure=secure, max_age=43_200)
        return response

    router.add_api_route(SIGN_IN, ask, methods=["GET"])
    router.add_api_route(SIGN_IN, sign_in, methods=["POST"])
