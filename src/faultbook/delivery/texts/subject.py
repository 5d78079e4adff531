"""What a ticket is about, as it came: nothing in it is harmless yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from faultbook.incidents.incident import Incident

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Subject:
    """An incident, and what is known of it beside its row.

    | field | meaning |
    |---|---|
    | `why` | why the rule fired, in a sentence |
    | `window` | the window of the rule; None where it has none |
    | `stack_trace`, `context` | of its sample event; `context` are lines around it |
    | `hours` | events per hour, the newest hour last |
    | `cost`, `currency` | what it cost so far; None: not known |
    | `run_url`, `log_query_url` | addresses from events: shown where their host is known |
    | `console_url`, `follows_url` | addresses from settings and trackers |
    | `details` | more names and values, beside the facts of its rule |
    | `children`, `waiting` | of an umbrella: titles of its incidents; how many tickets wait for a limit |
    """

    incident: Incident
    why: str = ""
    window: timedelta | None = None
    stack_trace: str = ""
    context: str = ""
    hours: tuple[int, ...] = ()
    cost: Decimal | None = None
    currency: str = ""
    run_url: str | None = None
    log_query_url: str | None = None
    console_url: str | None = None
    follows_url: str | None = None
    details: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    children: tuple[str, ...] = ()
    waiting: int = 0
