"""What fails in any night: single failures that have nothing to do with each other, and unknown messages."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from faultbook_samples.events.sample_messages import Message
from faultbook_samples.nights.messages import (
    azure_alert,
    factory_run,
    library_failed,
    script_report,
    shop_error,
    workflow_run,
)
from faultbook_samples.nights.truth import Expected, Plot, minute

STORY = "noise"
_SPANS = ((6, 26), (34, 70), (80, 115), (125, 160), (170, 205), (245, 250), (262, 320), (336, 400))
"""Minutes without a run of the jobs, and none in which an end by quiet would depend on seconds."""
_LAST_QUIET = 220
"""What fails by this minute and has little weight ends before the night does."""


def noise(rng: Random) -> Plot:
    """Nine to thirteen failures, each an incident of its own, and three messages that cannot be read."""
    plot = Plot()
    makers = list(_MAKERS.items())
    for number in range(rng.randint(9, 13)):
        name, (make, severity) = makers[number % len(makers)]
        first, last = rng.choice(_SPANS)
        at = first + rng.random() * (last - first)
        [event] = plot.arrive(minute(at + 0.5), make(rng, number, minute(at)), STORY)
        is_over = severity == "low" and at < _LAST_QUIET
        plot.incidents.append(
            Expected(
                f"{name} {number}",
                STORY,
                frozenset({event}),
                1,
                severity,
                state="resolved" if is_over else "open",
                resolved_by="quiet" if is_over else None,
            )
        )
    for at in (55, 175):
        plot.arrive(minute(at), Message("unknown", "webhook-other", f'{{"hello": "world", "at": {at}}}'), "unknown")
    plot.arrive(minute(215), Message("no_json", "azure-monitor", '{"data": '), "unknown")
    return plot


def _factory(rng: Random, number: int, at: datetime) -> Message:
    return factory_run(f"copy {_word(number)}", f"{rng.randrange(16**8):08x}-{number}", at)


def _library(rng: Random, number: int, at: datetime) -> Message:
    return library_failed(f"0601-{number:06d}-{rng.randrange(16**8):08x}", f"{_word(number)}==9.{number}", at)


def _alert(rng: Random, number: int, at: datetime) -> Message:
    return azure_alert(f"vm-{_word(number)}", f"{rng.randrange(16**12):012x}", at, "Sev1")


def _error(rng: Random, number: int, at: datetime) -> Message:
    error = {"type": "RuntimeError", "message": f"RuntimeError: {_word(number)} is not ready"}
    return shop_error(rng.randrange(10**6), f"shop-{_word(number)}", at, error)


def _workflow(rng: Random, number: int, at: datetime) -> Message:
    return workflow_run(f"web-{_word(number)}", rng.randrange(10**9), at)


def _script(_: Random, number: int, at: datetime) -> Message:
    return script_report(f"clean_{_word(number)}", number, at, f"Cannot remove {_word(number)}")


_MAKERS: dict[str, tuple[Callable[[Random, int, datetime], Message], str]] = {
    "pipeline": (_factory, "high"),
    "library": (_library, "high"),
    "alert": (_alert, "high"),
    "error": (_error, "high"),
    "workflow": (_workflow, "high"),
    "script": (_script, "low"),
}
"""Name -> how a failure of the kind is made, and the severity that the rules give it."""
_WORDS = (
    "stock",
    "prices",
    "images",
    "reviews",
    "coupons",
    "returns",
    "labels",
    "carriers",
    "taxes",
    "gifts",
    "feeds",
    "maps",
    "mails",
)


def _word(number: int) -> str:
    return _WORDS[number % len(_WORDS)]
