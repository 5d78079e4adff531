"""Each question as a tool. What the SDK leaves open is settled here: unknown arguments, deadlines, size, audit.

Every failure that a user can act on reaches the assistant as text; nothing else of it does.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import anyio
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, PrivateAttr

from faultbook.errors import FaultbookError
from faultbook.serve.mcp.audit import Audit, Call
from faultbook.serve.mcp.limits import RateLimit
from faultbook.serve.mcp.schemas import input_schema, output_schema
from faultbook.serve.questions import Question
from faultbook.serve.questions.arguments import checked
from faultbook.serve.questions.pages import fitted
from faultbook.stores.deadline import Deadline
from faultbook.stores.store import Store
from faultbook.stores.warehouse.statement_tracking import statements_sent

PAGE_BOUND = 10_000
"""Bytes of an answer as JSON; what is more comes with the next page."""
AT_ONCE = 4
SECONDS = {"embedded": 10.0, "warehouse": 50.0}


class BoundStore(Store, Protocol):
    """A store whose statements can be stopped."""

    def until(self, deadline: Deadline) -> Store:
        """The same store, stopping with the deadline."""
        ...


@dataclass
class Asking:
    """What all tools share. `open_store` is called when the first question comes."""

    open_store: Callable[[], BoundStore]
    audit: Audit
    limit: RateLimit = field(default_factory=RateLimit)
    bound: int = PAGE_BOUND
    seconds: float | None = None
    progress_every: float = 1.0
    _threads: anyio.CapacityLimiter | None = None
    _store: BoundStore | None = None

    @property
    def store(self) -> BoundStore:
        """The store, opened once."""
        if self._store is None:
            self._store = self.open_store()
        return self._store

    @property
    def backend(self) -> str:
        """Which kind of store it is; `none` where it is not open."""
        return "none" if self._store is None else self._store.kind

    @property
    def threads(self) -> anyio.CapacityLimiter:
        """How many questions may be under way; made within the running event loop."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(AT_ONCE)
        return self._threads


class QuestionTool(Tool):
    """A tool that asks one question."""

    _question: Question = PrivateAttr()
    _asking: Asking = PrivateAttr()

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: ARG002
        """The answer as compact JSON and as structured content, which say the same; ToolError where there is none."""
        course = _Course()
        try:
            with statements_sent() as course.statement_ids:
                course.answer = answer = await self._answer(arguments, context)
        except FaultbookError as failure:
            course.error = type(failure).__name__
            raise ToolError(str(failure)) from None
        except Exception as failure:
            course.error = type(failure).__name__
            raise UnexpectedToolError(f"Error executing tool {self.name}") from failure
        except BaseException as end:
            course.error = type(end).__name__
            raise
        finally:
            self._record(arguments, context, course)
        text = TextContent(type="text", text=answer.model_dump_json())
        return CallToolResult(content=[text], structured_content=answer.model_dump(mode="json"))

    async def _answer(self, arguments: dict[str, Any], context: Any) -> BaseModel:
        asking = self._asking
        wait = asking.limit.seconds_to_wait(self.name)
        if wait:
            raise RateLimited(
                f"{self.name} was called too often. Ask again in {wait:.0f} seconds, or for more rows at once."
            )
        given = checked(self._question.arguments, arguments)
        store = asking.store
        deadline = Deadline(asking.seconds or SECONDS.get(store.kind, 10.0))

        def respond() -> BaseModel | Exception:
            try:
                with deadline.running():
                    return fitted(self._question.respond(store.until(deadline), given), given, asking.bound)
            except Exception as failure:
                return failure  # a failure that crosses a task group would come out wrapped

        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_tell_progress, context, asking.progress_every, store.kind)
                outcome = await anyio.to_thread.run_sync(respond, abandon_on_cancel=True, limiter=asking.threads)
                tasks.cancel_scope.cancel()
        except anyio.get_cancelled_exc_class():
            deadline.stop()
            raise
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _record(self, arguments: dict[str, Any], context: Any, course: "_Course") -> None:
        headers = _headers(context)
        answer = course.answer
        self._asking.audit.record(
            Call(
                tool=self.name,
                arguments=arguments,
                backend=self._asking.backend,
                milliseconds=round((time.monotonic() - course.began) * 1_000),
                rows=None if answer is None else getattr(answer, "returned", 1),
                characters=None if answer is None else len(answer.model_dump_json()),
                truncated=None if answer is None else getattr(answer, "truncated", False),
                error=course.error,
                protocol=getattr(context, "protocol_version", None),
                user=headers.get("x-forwarded-email") or headers.get("x-forwarded-user"),
                statement_ids=course.statement_ids,
            )
        )


@dataclass
class _Course:
    """How a call went, as far as it is known."""

    began: float = field(default_factory=time.monotonic)
    answer: BaseModel | None = None
    error: str | None = None
    statement_ids: Sequence[str] = ()


class RateLimited(FaultbookError):
    """A tool was called more often than its limit."""

    exit_code = 75


def question_tool(question: Question, asking: Asking) -> Tool:
    """The tool of a question."""
    tool = QuestionTool(
        fn=question.respond,
        name=question.name,
        title=None,
        description=question.description,
        parameters=input_schema(question.arguments),
        fn_metadata=FuncMetadata(arg_model=ArgModelBase, output_schema=output_schema(question.answer)),
        is_async=False,
        context_kwarg=None,
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    tool._question, tool._asking = question, asking
    return tool


async def _tell_progress(context: Any, every: float, kind: str) -> None:
    """Says every so often that the question is still under way; nobody has to listen."""
    if getattr(context, "_request_context", None) is None:
        return
    passed = 0.0
    while True:
        await anyio.sleep(every)
        passed += every
        words = "the warehouse may be starting" if kind == "warehouse" else "reading"
        await context.report_progress(passed, None, f"{passed:.0f} s: {words}")


def _headers(context: Any) -> dict[str, str]:
    try:
        return dict(context.headers or {})
    except ValueError:  # outside of a request
        return {}
