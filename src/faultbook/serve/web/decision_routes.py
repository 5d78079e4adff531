"""The one route of the API that changes something: decisions about incidents, by POST."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from faultbook.serve.deciding import API, Deciding, Decision
from faultbook.serve.decision_body import DecisionBody
from faultbook.serve.questions.arguments import checked
from faultbook.serve.web.api import principal_of
from faultbook.serve.web.bodies import whole_body
from faultbook.serve.web.problems import NotFound, documented
from faultbook.stores.errors import InvalidQuery

PATH = "/api/incidents/{incident_id}/decisions"
KEY = "Idempotency-Key"
_JSON = "application/json"


def decision_routes(deciding: Deciding) -> APIRouter:
    """The route."""
    router = APIRouter()

    async def decide(request: Request) -> Response:
        body = checked(DecisionBody, await _sent(request))
        key, name = request.headers.get(KEY, ""), request.path_params["incident_id"]
        try:
            found = await run_in_threadpool(lambda: deciding.decide(principal_of(request), name, body, key, door=API))
        except InvalidQuery as wrong:
            if str(wrong).startswith("incident_id:"):
                raise NotFound(str(wrong)) from wrong
            raise
        return Response(found.model_dump_json(), 202 if found.outcome == "waiting" else 200, media_type=_JSON)

    router.add_api_route(
        PATH,
        decide,
        methods=["POST"],
        summary="Decide about an incident",
        description="Acknowledge, assign, mute, unmute, resolve, reopen, merge or split. Stored once for each key, "
        "carried out by the next run of the job respond. In a workspace it needs MODIFY on incident_decisions.",
        operation_id="decide",
        status_code=202,
        response_class=JSONResponse,
        responses={
            200: {"model": Decision, "description": "It is so already, or was carried out before."},
            202: {"model": Decision, "description": "Stored; the next run carries it out."},
            **documented(400, 401, 403, 404, 409, 429, 500, 503, 504),
        },
        openapi_extra={
            "parameters": [
                {"name": "incident_id", "in": "path", "required": True, "schema": {"type": "string"}},
                {
                    "name": KEY,
                    "in": "header",
                    "required": True,
                    "description": "8 to 200 characters, another one for each decision, as a UUID.",
                    "schema": {"type": "string", "minLength": 8, "maxLength": 200},
                },
            ],
            "requestBody": {"required": True, "content": {_JSON: {"schema": DecisionBody.model_json_schema()}}},
        },
    )
    return router


async def _sent(request: Request) -> dict[str, Any]:
    """The JSON object of the body; InvalidQuery where it is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise InvalidQuery(f"Content-Type: found {ascii(kind)[:80]}, expected {_JSON}.")
    try:
        found = json.loads(await whole_body(request))
    except (ValueError, RecursionError) as wrong:
        raise InvalidQuery('body: found no JSON, expected an object as {"kind": "acknowledge", ...}.') from wrong
    if not isinstance(found, dict):
        raise InvalidQuery(f"body: found {type(found).__name__}, expected an object.")
    return found
