"""Each question as a tool: the transport of MCP over the question service.

Every failure that a user can act on reaches the assistant as text; of other failures only the tool's name does.
"""

from dataclasses import dataclass
from typing import Any

import anyio
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, PrivateAttr

from faultbook.errors import FaultbookError
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.service import Call, QuestionService
from faultbook.serve.mcp.schemas import input_schema, output_schema
from faultbook.serve.questions import Question

PAGE_BYTES = 10_000
CALLS_PER_MINUTE = 60
"""Of each tool."""
AT_ONCE = 4


@dataclass
class ToolTransport:
    """What all tools share. `progress_every`: seconds between notifications of progress."""

    service: QuestionService
    progress_every: float = 1.0
    _threads: anyio.CapacityLimiter | None = None

    @property
    def threads(self) -> anyio.CapacityLimiter:
        """How many questions may be under way; made within the running event loop."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(AT_ONCE)
        return self._threads


class QuestionTool(Tool):
    """A tool that answers one question."""

    _question: Question = PrivateAttr()
    _transport: ToolTransport = PrivateAttr()

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: ARG002
        """The answer as compact JSON and as equal structured content; ToolError where there is none."""
        protocol = getattr(context, "protocol_version", None)
        session = self._transport.service.session(Principal(_user(context)), protocol)
        try:
            with session.call(self._question, arguments) as call:
                answer = await self._respond(call, context)
                text = answer.model_dump_json()
                call.characters = len(text)
        except FaultbookError as failure:
            raise ToolError(str(failure)) from None
        except Exception as failure:
            raise UnexpectedToolError(f"Error executing tool {self.name}") from failure
        content = TextContent(type="text", text=text)
        return CallToolResult(content=[content], structured_content=answer.model_dump(mode="json"))

    async def _respond(self, call: Call, context: Any) -> BaseModel:
        def respond() -> BaseModel | Exception:
            try:
                return call.respond()
            except Exception as failure:
                return failure  # a failure that crosses a task group would come out wrapped

        transport = self._transport
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_report_progress, context, transport)
                outcome = await anyio.to_thread.run_sync(respond, abandon_on_cancel=True, limiter=transport.threads)
                tasks.cancel_scope.cancel()
        except anyio.get_cancelled_exc_class():
            call.stop()
            raise
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def question_tool(question: Question, transport: ToolTransport) -> Tool:
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
    tool._question, tool._transport = question, transport
    return tool


async def _report_progress(context: Any, transport: ToolTransport) -> None:
    """Reports every so often that the question is still under way, where the client listens."""
    if getattr(context, "_request_context", None) is None:
        return
    passed = 0.0
    while True:
        await anyio.sleep(transport.progress_every)
        passed += transport.progress_every
        state = "the warehouse may be starting" if transport.service.backend == "warehouse" else "reading"
        await context.report_progress(passed, None, f"{passed:.0f} s: {state}")


def _user(context: Any) -> str:
    """The user that a proxy in front of the server signed in; empty for none."""
    try:
        headers = dict(context.headers or {})
    except ValueError:  # outside of a request
        return ""
    return headers.get("x-forwarded-email") or headers.get("x-forwarded-user") or ""
