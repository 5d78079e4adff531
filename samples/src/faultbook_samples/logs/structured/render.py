"""Planned records as lines of JSON, each service in the spelling of its library."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from faultbook_samples.logs.dressing import text_of
from faultbook_samples.logs.slots import MessageForm, make_form
from faultbook_samples.logs.structured.catalogue import ENVIRONMENT, SERVICES, Event, Raised
from faultbook_samples.logs.structured.plan import Chunk, JsonPlan, Line, hex_of

_FORMS = 3
_POOL = 200
_LEVELS = {
    "java": {"Critical": "FATAL", "Error": "ERROR", "Warning": "WARN", "Info": "INFO"},
    "python": {"Critical": "CRITICAL", "Error": "ERROR", "Warning": "WARNING", "Info": "INFO"},
    "node": {"Critical": "fatal", "Error": "error", "Warning": "warn", "Info": "info"},
}


class Renderer:
    """Turns the chunks of a plan into lines."""

    def __init__(self, plan: JsonPlan) -> None:
        """Draw the pools that people, programs and addresses come from."""
        fake = _faker(plan.options.seed)
        self.plan = plan
        self._users = [fake.user_name() for _ in range(_POOL)]
        self._agents = [fake.user_agent() for _ in range(_POOL)]
        self._addresses = [fake.ipv4_public() for _ in range(_POOL)]
        self._forms = {event: _forms_of(event) for service in SERVICES for event in service.events}

    def lines(self, chunk: Chunk) -> list[str]:
        """The lines of a chunk, odd ones in their places."""
        rng = Random(f"{self.plan.options.seed}:{chunk.number}:values")
        found = [self._line(rng, chunk.number, line) for line in chunk.lines]
        for place, oddity in reversed(chunk.odd):
            found.insert(place, text_of(oddity.line))
        return found

    def message(self, rng: Random, line: Line) -> str:
        """The event's message with its varying parts drawn."""
        forms = self._forms[SERVICES[line.service].events[line.event]]
        form = forms[rng.randrange(len(forms))]
        return form.text % tuple(values[int(rng.random() * count)] for values, count in form.values)

    def _line(self, rng: Random, chunk: int, line: Line) -> str:
        service = SERVICES[line.service]
        event = service.events[line.event]
        message = self.message(rng, line)
        facts = {
            "message": message,
            "level": _LEVELS[service.style][event.severity],
            "thread": f"worker-{rng.randrange(1, 17)}",
            "user": self._users[rng.randrange(_POOL)] if rng.random() < 0.4 else None,
            "request": f"req-{rng.getrandbits(48):012x}",
            "stack": _STACKS[service.style](event.raised, message) if event.raised else None,
            "queue_depth": rng.randrange(100),
        }
        if event.http:
            facts |= self._request(rng, event.http)
        fields = _SPELLINGS[service.style](self, chunk, line, event, facts)
        return json.dumps({name: value for name, value in fields.items() if value is not None}, ensure_ascii=False)

    def _request(self, rng: Random, http: tuple[str, str, tuple[int, ...]]) -> dict[str, Any]:
        method, route, statuses = http
        return {
            "method": method,
            "path": route.replace("{id}", str(rng.randrange(10_000, 100_000))),
            "status": statuses[rng.randrange(len(statuses))],
            "ms": round(rng.lognormvariate(3.5, 0.9), 1),
            "address": self._addresses[rng.randrange(_POOL)],
            "agent": self._agents[rng.randrange(_POOL)],
        }


Facts = Mapping[str, Any]


def _java(renderer: Renderer, chunk: int, line: Line, event: Event, facts: Facts) -> dict[str, Any]:
    trace, span, parent = renderer.plan.ids(chunk, line) or (None, None, None)
    return {
        "@timestamp": _iso(line.at) + "Z",
        "log.level": facts["level"],
        "message": facts["message"],
        "ecs.version": "1.2.0",
        "service.name": SERVICES[line.service].name,
        "service.environment": ENVIRONMENT,
        "log.logger": event.logger,
        "process.thread.name": f"http-nio-8080-{facts['thread']}",
        "host.name": renderer.plan.host(line),
        "kubernetes.pod.name": renderer.plan.pod_name(line),
        "container.id": hex_of(renderer.plan.pod_name(line), 12),
        "trace.id": trace,
        "span.id": span,
        "parent.id": parent or None,
        "user.id": facts["user"],
        "http.request.id": facts["request"],
        "error.code": event.code,
        "error.type": event.raised.type if event.raised else None,
        "error.stack_trace": facts["stack"],
        "log.origin.file.name": event.file,
        "log.origin.file.line": event.line,
        "labels": renderer.plan.labels(line),
        "queue.depth": facts["queue_depth"],
    }


def _python(renderer: Renderer, chunk: int, line: Line, event: Event, facts: Facts) -> dict[str, Any]:
    trace, span, parent = renderer.plan.ids(chunk, line) or (None, None, None)
    http = {
        "method": facts["method"],
        "path": facts["path"],
        "status": facts["status"],
        "duration_ms": facts["ms"],
        "remote_address": facts["address"],
        "user_agent": facts["agent"],
    } if event.http else None  # fmt: skip
    return {
        "timestamp": _iso(line.at) + "+00:00",
        "level": facts["level"],
        "logger": event.logger,
        "message": facts["message"],
        "service": SERVICES[line.service].name,
        "environment": ENVIRONMENT,
        "host": renderer.plan.host(line),
        "pod_name": renderer.plan.pod_name(line),
        "container_id": hex_of(renderer.plan.pod_name(line), 12),
        "thread_name": facts["thread"],
        "trace_id": trace,
        "span_id": span,
        "parent_span_id": parent,
        "user_id": facts["user"],
        "request_id": facts["request"],
        "correlation_id": trace and trace[:8],
        "error_code": event.code,
        "stack_trace": facts["stack"],
        "source_file": event.file,
        "source_line": event.line,
        "source_type": "application",
        "labels": renderer.plan.labels(line),
        "http": http,
        "metadata": {"queue_depth": facts["queue_depth"]},
    }


def _node(renderer: Renderer, chunk: int, line: Line, event: Event, facts: Facts) -> dict[str, Any]:
    trace, span, parent = renderer.plan.ids(chunk, line) or (None, None, None)
    request = {
        "req": {"method": facts["method"], "url": facts["path"] + "?v=2", "remoteAddress": facts["address"]},
        "res": {"statusCode": facts["status"]},
        "responseTime": facts["ms"],
        "user_agent": facts["agent"],
    } if event.http else {}  # fmt: skip
    return {
        "level": facts["level"],
        "time": line.at,
        "pid": 1,
        "hostname": renderer.plan.host(line),
        "name": event.logger,
        "msg": facts["message"],
        "service": SERVICES[line.service].name,
        "env": ENVIRONMENT,
        "pod": renderer.plan.pod_name(line),
        "traceId": trace,
        "spanId": span,
        "parentSpanId": parent or None,
        "reqId": facts["request"],
        "userId": facts["user"],
        "errorCode": event.code,
        "file": event.file,
        "line": event.line,
        "labels": renderer.plan.labels(line),
        **request,
    }


_SPELLINGS: dict[str, Callable[[Renderer, int, Line, Event, Facts], dict[str, Any]]] = {
    "java": _java,
    "python": _python,
    "node": _node,
}


def _java_stack(raised: Raised, message: str) -> str:
    head = f"{raised.type}: {message}"
    frames = [f"\tat {frame}({frame.split('.')[-2]}.java:{40 + len(frame)})" for frame in raised.frames]
    text = "\n".join([head, *frames, "\tat java.base/java.lang.Thread.run(Thread.java:840)"])
    return f"{text}\nCaused by: {_java_stack(raised.cause, 'caused elsewhere')}" if raised.cause else text


def _python_stack(raised: Raised, message: str) -> str:
    calls = [frame.split(":") for frame in reversed(raised.frames)]
    frames = "".join(f'  File "/srv/app/{file}.py", line {40 + len(file)}, in {name}\n' for file, name in calls)
    return f"Traceback (most recent call last):\n{frames}{raised.type}: {message}"


_STACKS: dict[str, Callable[[Raised, str], str]] = {"java": _java_stack, "python": _python_stack, "node": _java_stack}


def _forms_of(event: Event) -> tuple[MessageForm, ...]:
    return tuple(make_form(event.message, number) for number in range(_FORMS))


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000, tz=UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def _faker(seed: int) -> Any:
    from faker import Faker  # noqa: PLC0415 - slow to import, and only JSON lines need it

    fake = Faker("en_US")
    fake.seed_instance(seed)
    return fake
