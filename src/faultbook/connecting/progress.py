"""What a connection made, changed, kept or removed so far, and the failure that names it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from faultbook.errors import MissingDependency


class Change(StrEnum):
    """What became of one thing."""

    MADE = "made"
    CHANGED = "changed"
    KEPT = "kept"
    REMOVED = "removed"
    SKIPPED = "skipped"


class ConnectFailed(MissingDependency):
    """A step failed: which one, why, what it needs, what was made before it, how to go on."""


@dataclass(frozen=True)
class Outcome:
    """One thing: what became of it, its kind and name, and a remark."""

    change: Change
    kind: str
    name: str
    remark: str = ""

    def __str__(self) -> str:
        """A line for people."""
        return f"{self.change} {self.kind} {self.name}" + (f" ({self.remark})" if self.remark else "")


@dataclass
class Progress:
    """The outcomes in order; each is shown as it comes. `command`: what runs this again, `faultbook connect azure`.
    `removes`: whether things are removed and not made.
    """

    command: str
    show: Callable[[str], None]
    removes: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, change: Change, kind: str, name: str, remark: str = "") -> None:
        """Records and shows one outcome."""
        self.outcomes.append(Outcome(change, kind, name, remark))
        self.show(str(self.outcomes[-1]))

    def changed_anything(self) -> bool:
        """Whether anything was made, changed or removed."""
        return any(each.change in {Change.MADE, Change.CHANGED, Change.REMOVED} for each in self.outcomes)

    def failure(self, step: str, why: str, needs: str = "", fix: str = "") -> ConnectFailed:
        """The failure of a step. `needs`: the permission, and who grants it; `fix`: what to do beside that."""
        effects = {Change.REMOVED} if self.removes else {Change.MADE, Change.CHANGED}
        done = ", ".join(f"{each.kind} {each.name}" for each in self.outcomes if each.change in effects)
        verb = "removed" if self.removes else "made"
        again = (
            f"{self.command} --remove again, which takes the rest"
            if self.removes
            else f"{self.command} again, which keeps what is there; {self.command} --remove takes it away"
        )
        parts = [f"{step} failed: {why.rstrip('. ')}."]
        parts += [f"It needs {needs}."] if needs else []
        parts += [f"{verb.capitalize()} so far: {done}." if done else f"Nothing was {verb}."]
        parts += [f"Fix: {fix or 'get that permission'}, then run {again}."]
        return ConnectFailed(" ".join(parts))
