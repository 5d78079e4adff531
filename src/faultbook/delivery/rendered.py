"""The texts of one intent, as another part makes them: delivery writes them, and never makes any."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.marker import markers_in
from faultbook.delivery.owned import region
from faultbook.errors import InvariantViolated
from faultbook.incidents.incident import Incident


class Rendered(Protocol):
    """The texts. `comment`: the counter comment as a whole; None: it stays as it is."""

    @property
    def title(self) -> str:
        """One line."""
        ...

    @property
    def body(self) -> str:
        """With our part between its bounds, and the mark of incident and intent."""
        ...

    @property
    def comment(self) -> str | None:
        """With a mark of the incident."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """All that are ours."""
        ...


@dataclass(frozen=True)
class _Silent:
    title: str
    body: str
    labels: tuple[str, ...]
    comment: None = None


SILENT: Rendered = _Silent("", "", ())
"""Nothing is written of the incident."""


def without_comment(rendered: Rendered) -> Rendered:
    """The same texts, with which the comment stays as it is."""
    return _Silent(rendered.title, rendered.body, rendered.labels)


Render = Callable[[Intent, Incident], Rendered]
"""Makes the texts. It raises a FaultbookError where that fails: the intent is refused with its sentence."""


def checked(rendered: Rendered, intent: Intent) -> Rendered:
    """The texts, InvariantViolated where what must be in them is not: without marks no issue could be found again."""
    marks = markers_in(rendered.body)
    if intent.action is Action.CREATE and marks != [(intent.incident_id, intent.intent_id)]:
        raise InvariantViolated(f"found the marks {marks} in a body; expected one of {intent.intent_id} alone.")
    if region(rendered.body) is None:
        raise InvariantViolated("found a body without begin and end of our text; expected both.")
    if rendered.comment is not None and intent.incident_id not in (name for name, _ in markers_in(rendered.comment)):
        raise InvariantViolated(f"found a comment without a mark of {intent.incident_id}; expected one.")
    return rendered
