"""Under which identity failures are the same fault: `fp1:` and 16 hexadecimal digits of sha256 over named slots.

The text that is hashed is the version, `;`, and `canonical` of the slots: those of SLOTS in that order, then others by
name. In Spark: `concat('fp1:', substring(sha2(concat('fp1;', <the slots>), 256), 1, 16))`. The version takes part in
the digits, so that an id without its version leads to one fault.

What varies from one failure to the next must not be in a slot: the template is masked, frames have no line numbers
(`faults.v2.traces.top_frames`), ids and ports stay in the facts of an event. What tells faults apart has a slot of its
own, so that no mask makes it equal: HTTP status, SQLSTATE, codes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from faultbook.incidents.canonical import ID_DIGITS, canonical, digest
from faultbook.registry import registered

SCOPE, MESSAGE, LABEL = "scope", "message", "label"
SLOTS = (SCOPE, "error_class", "error_code", "http_status", "sqlstate", "termination_code", "template", "top_frames")
"""The slots of `structural`, in the order in which they are hashed."""


class Strategy(StrEnum):
    """Which parts of an event make its fingerprint."""

    EXACT = "exact"
    STRUCTURAL = "structural"
    FIELDS = "fields"
    EXPLICIT = "explicit"


@dataclass(frozen=True)
class Version:
    """A way to compute fingerprints. It never changes once it was used; a new one has another name."""

    name: str
    left_out: frozenset[str] = frozenset()
    """Slots that do not take part."""

    def of(self, slots: Mapping[str, str | None]) -> str | None:
        """The fingerprint of slots; None where no slot but the scope has a text."""
        taken = {name: slots[name] for name in sorted(slots, key=_order) if name not in self.left_out}
        if not any(text for name, text in taken.items() if name != SCOPE):
            return None
        return f"{self.name}:{digest(f'{self.name};{canonical(taken)}')[:ID_DIGITS]}"


CURRENT = "fp1"
VERSIONS: Mapping[str, Version] = registered("version of fingerprints", [Version(CURRENT)])
"""Name -> version. Incidents that an older one identified go on under aliases."""


def fingerprint(
    slots: Mapping[str, str | None], version: str = CURRENT, versions: Mapping[str, Version] = VERSIONS
) -> str | None:
    """The fingerprint of slots, in whatever order they come; None where all are empty, or all but the scope.

    A scope alone names where something failed, not what: with it as identity, all failures of a service whose events
    carry nothing else would be one. The caller counts what it refuses. ValueError where the version is unknown.
    """
    if version not in versions:
        raise ValueError(f"found the version {version!r}; expected one of {', '.join(versions)}")
    return versions[version].of(slots)


def slot_names(strategy: Strategy, fields: Iterable[str] = ()) -> tuple[str, ...]:
    """The slots of a strategy, in the order in which they are hashed.

    `exact`: scope and message. `structural`: SLOTS. `fields`: scope and these fields of the event. `explicit`: the
    sender's label, without a scope: the sender decides. ValueError where `fields` has none or another strategy some.
    """
    named = {name for name in fields if name != SCOPE}
    if bool(named) != (strategy is Strategy.FIELDS):
        found = ", ".join(sorted(named)) or "none"
        expected = "one at least, as job_id, error_code" if strategy is Strategy.FIELDS else "none"
        raise ValueError(f"found the fields {found}; expected {expected} for the strategy {strategy.value}")
    match strategy:
        case Strategy.EXACT:
            return SCOPE, MESSAGE
        case Strategy.STRUCTURAL:
            return SLOTS
        case Strategy.EXPLICIT:
            return (LABEL,)
    return tuple(sorted({SCOPE, *named}, key=_order))


def chosen_slots(
    event: Mapping[str, str | None], strategy: Strategy = Strategy.STRUCTURAL, fields: Iterable[str] = ()
) -> dict[str, str | None]:
    """The slots of an event under a strategy; None for what it lacks. ValueError as `slot_names`."""
    return {name: event.get(name) for name in slot_names(strategy, fields)}


def _order(name: str) -> tuple[int, str]:
    return (SLOTS.index(name) if name in SLOTS else len(SLOTS)), name
