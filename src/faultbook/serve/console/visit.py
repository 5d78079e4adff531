"""One request for a page: its user, its search, and the answers that fill the page."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from faultbook.errors import FaultbookError, MissingDependency, SettingError
from faultbook.faults.severities import Severities
from faultbook.serve.console.filters import InvalidFilter, quoted
from faultbook.serve.console.preferences import Appearance, Preferences, SavedSearch
from faultbook.serve.console.vocabulary import NOTHING, Vocabulary
from faultbook.serve.deciding import Deciding
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.api import principal_of
from faultbook.serve.web.service import WebService

AT_ONCE = 4


@dataclass(frozen=True)
class Panel:
    """A part of a page: an answer, or the reason why there is none."""

    answer: Any = None
    trouble: str | None = None
    failure: FaultbookError | None = None

    @property
    def is_missing(self) -> bool:
        """True where there is no lakehouse, or a part of it is missing."""
        return isinstance(self.failure, MissingDependency | SettingError)

    def __bool__(self) -> bool:
        """True where there is an answer."""
        return self.answer is not None


@dataclass(frozen=True)
class Search:
    """The text of the search field. `wrong`: why it cannot be parsed, with the position."""

    text: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    wrong: InvalidFilter | None = None


class Visit:
    """A request for a page."""

    def __init__(
        self,
        request: Request,
        service: WebService,
        preferences: Preferences,
        vocabulary: Vocabulary = NOTHING,
        deciding: Deciding | None = None,
    ) -> None:
        """Reads no table yet. `deciding`: takes decisions, where the page has forms for them."""
        self.deciding = deciding
        self.request = request
        self.path = request.url.path
        self.principal = principal_of(request)
        self.vocabulary = vocabulary
        self._session = service.session(self.principal)
        self._preferences = preferences
        self.appearance: Appearance = preferences.appearance(self.principal.name)
        self.search = self._search(request.query_params.get("q", ""))
        self.cursor = request.query_params.get("cursor") or None

    @property
    def searches(self) -> list[SavedSearch]:
        """The user's saved searches."""
        return self._preferences.searches(self.principal.name)

    @property
    def here(self) -> str:
        """A link to this page with its search, to the first page of rows."""
        kept = {name: value for name, value in self.request.query_params.items() if name not in ("cursor", "notice")}
        return self.link(self.path, **kept)

    @cached_property
    def severities(self) -> Severities:
        """The severities of the lakehouse."""
        return self._session.severities()

    @property
    def example(self) -> str:
        """An example of a search on this page."""
        return self.words(self.vocabulary.example, quoting=lambda name: name if name.isalnum() else quoted(name))

    def words(self, text: str, *, quoting: Callable[[str], str] = str) -> str:
        """A text of the vocabulary with the lakehouse's names of severities."""
        names, errors = self.severities.names, self.severities.errors
        named = {"severities": ", ".join(names), "error": quoting(errors[-1]), "worst": quoting(errors[0])}
        for name, shown in named.items():
            text = text.replace(f"{{{name}}}", shown)
        return text

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """The known value that the query parameter selects; else the first known value."""
        found = self.request.query_params.get(name, "")
        return found if found in known else known[0]

    def link(self, path: str, /, **values: str | None) -> str:
        """A path with a query."""
        given = {name: value for name, value in values.items() if value}
        return f"{path}?{urlencode(given)}" if given else path

    def with_cursor(self, cursor: str) -> str:
        """A link to the next page of rows."""
        kept = {name: value for name, value in self.request.query_params.items() if name != "notice"}
        return self.link(self.path, **{**kept, "cursor": cursor})

    def panel(self, name: str, **given: Any) -> Panel:
        """A question's answer, or its failure as text."""
        arguments = {key: value for key, value in given.items() if value is not None}
        try:
            return Panel(self._session.ask(QUESTIONS[name], arguments))
        except FaultbookError as failure:
            return Panel(None, str(failure), failure)

    def side_by_side(self, panels: Mapping[str, Callable[[], Panel]]) -> dict[str, Panel]:
        """The panels by name, answered at the same time."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            under_way = {name: threads.submit(ask) for name, ask in panels.items()}
            return {name: panel.result() for name, panel in under_way.items()}

    def rows(self, name: str, **given: Any) -> Panel:
        """A page of rows of a question for the search; empty trouble where the search is wrong."""
        if self.search.wrong is not None:
            return Panel(None, None)
        arguments = {"limit": self.appearance.rows, "cursor": self.cursor, **self.search.arguments, **given}
        return self.panel(name, **arguments)

    def _search(self, text: str) -> Search:
        text = text.strip()
        try:
            return Search(text, self.vocabulary.arguments(text))
        except InvalidFilter as wrong:
            return Search(text, wrong=wrong)
