"""A question of the surfaces: its name, arguments, answer, and the function that answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from faultbook.serve.questions.arguments import Arguments, checked
from faultbook.stores.store import Store


@dataclass(frozen=True)
class Question:
    """One question. `arguments` and `answer` are pydantic models; `is_tool`: it is a tool of the MCP server."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    answer: type[BaseModel]
    respond: Callable[[Store, Any], BaseModel]
    is_tool: bool = True

    def ask(self, store: Store, given: Mapping[str, Any]) -> BaseModel:
        """The answer; InvalidQuery where an argument is wrong, other FaultbookErrors where the store cannot answer."""
        return self.respond(store, checked(self.arguments, given))
