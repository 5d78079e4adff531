"""Time intervals mean what they mean in Debian's Alertmanager: 500 generated ones, in zones whose clocks change.

amtool decides what is refused; a running Alertmanager, which routes are muted and active.
"""

import json
import time
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any

import pytest

from faultbook.catalog.calendars import read_calendars_file
from faultbook.errors import InvalidCatalog
from tests.loopback import listening
from tests.routing import oracle
from tests.routing.generated import ZONES, instant_in, interval_around, offset_of
from tests.verify.alertmanager import accepted, alertmanager, amtool, does_not_raise, running_alertmanager
from tests.verify.processes import call
from tests.verify.shifted_zones import offsets_around, write_shifted_zone

pytestmark = pytest.mark.verify

CONFIGURATIONS = 500
SEED = 20261202
SECONDS_LEFT = 45
"""In which all decisions must come: instants are five seconds after a full minute, and answers hold until its end."""

Case = tuple[str, datetime, dict[str, Any]]
"""Zone, instant, interval without a location."""

WRONG_ENTRIES = {
    "weekdays": (
        *("friday:monday", "mon", "1", "1:5", "monday:", ":friday", "monday:tuesday:friday", "monday-friday", "''"),
    ),
    "days_of_month": ("'1 : 5'", "0", "32", "-32", "5:-28", "-1:5", "-1:-3", "1.5", "x", "0:5", "20:-20", "31:-1"),
    "months": ("jan", "december:january", "x", "march:x", "5:2", "'1:2:3'", "1.0", "[1]"),
    "years": ("'2026 '", "2027:2026", "x", "2026:", "'2026:x'"),
    "times": (
        "{start_time: '09:00'}",
        "{end_time: '09:00'}",
        "{start: '1', end: '2'}",
        "{start_time: '09:00', end_time: '17:00', x: y}",
        "09:00",
        *(
            f"{{start_time: {start}, end_time: {end}}}"
            for start, end in (
                *(("9:00", "17:00"), ("'17:00'", "'09:00'"), ("'09:00'", "'09:00'"), ("'24:00'", "'24:00'")),
                *(("'09:60'", "'17:00'"), ("'09:00'", "'24:01'"), ("''", "'17:00'"), ("25:00", "26:00")),
                ("'09:00 '", "'17:00'"),
            )
        ),
    ),
}
UNQUOTED = {
    "times": ("{start_time: 17:00, end_time: 24:00}", "{start_time: 00:00, end_time: 09:30}"),
    "days_of_month": ("1:5", "-1", "+3", "03", "-5:-1", "1:31", "5:-5", "28:-1", "29:31"),
    "months": ("1:6", "MAY", "October:December", "2:march", "12"),
    "years": ("2026", "2026:2028", "1:9999"),
    "weekdays": ("Monday", "SUNDAY:saturday", "tuesday:tuesday"),
}
"""What YAML's readers might take for something else than a text."""


def written_interval(chance: Random) -> str:
    """An interval as YAML, wrong in two of five cases."""
    interval = interval_around(chance, datetime(2026, chance.randrange(1, 13), 15, 12, tzinfo=UTC), 31)
    fields = {name: [each if name == "times" else str(each) for each in entries] for name, entries in interval.items()}
    written = {name: [json.dumps(each) for each in entries] for name, entries in fields.items()}
    if chance.random() < 0.5:
        name = chance.choice(sorted(UNQUOTED))
        written.setdefault(name, []).append(chance.choice(UNQUOTED[name]))
    if chance.random() < 0.4:
        name = chance.choice(sorted(WRONG_ENTRIES))
        written.setdefault(name, []).insert(0, chance.choice(WRONG_ENTRIES[name]))
    parts = [f"{name}: [{', '.join(entries)}]" for name, entries in written.items()]
    if chance.random() < 0.5:
        zone = chance.choice(
            (*ZONES, "Europe/Berln", "CEST", "GMT+1", "europe/berlin") if chance.random() < 0.2 else ZONES
        )
        parts.append(f"location: {zone}")
    if chance.random() < 0.05:
        parts.append(
            chance.choice(("hours: []", "weekdays: monday", "times: {start_time: '09:00'}", "location: [UTC]"))
        )
        parts = parts[-1:] if chance.random() < 0.5 else list(dict.fromkeys(parts))
    return "{" + ", ".join(parts) + "}"


def test_what_is_no_time_interval_is_refused_where_amtool_refuses_it(tmp_path, shown):
    program = amtool("the syntax of time intervals was NOT compared")
    chance = Random(SEED)
    texts = [
        f"time_intervals:\n  - name: a\n    time_intervals:\n      - {written_interval(chance)}\n"
        for _ in range(CONFIGURATIONS)
    ]
    theirs = accepted(program, tmp_path, texts)

    def read(text: str) -> None:
        file = tmp_path / "calendars.yml"
        file.write_text(text, "utf-8")
        read_calendars_file(str(file))

    ours = [does_not_raise(lambda text=text: read(text), InvalidCatalog) for text in texts]
    different = [(text, their) for text, their, our in zip(texts, theirs, ours, strict=True) if their != our]
    assert different == []
    assert 100 < sum(theirs) < CONFIGURATIONS - 100
    shown(f"{CONFIGURATIONS} time intervals, {sum(theirs)} accepted by amtool and by faultbook")


STRICTER = [
    "weekdays: []",
    "times: []",
    "months: ['13']",
    "months: ['0:3']",
    "location: ''",
    "location: Local",
]
"""What amtool accepts and faultbook refuses: docs/decisions/routing.md has the reasons."""


def test_what_only_faultbook_refuses(tmp_path):
    program = amtool("what only faultbook refuses was NOT compared")
    start = "time_intervals:\n  - name: a\n    time_intervals:"
    texts = [*(f"{start}\n      - {{{each}}}\n" for each in STRICTER), f"{start} []\n"]
    assert accepted(program, tmp_path, texts) == [True] * len(texts)
    for text in texts:
        file = tmp_path / "calendars.yml"
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidCatalog):
            read_calendars_file(str(file))


def days_that_alertmanager_counts(zone: str, instant: datetime) -> int:
    """The length of the month by Alertmanager 0.25: hours between two starts of months, cut to whole days.

    A month whose clock was put forward is a day short there (fixed in its pull request 5447).
    """
    local = (instant + offset_of(zone, instant)).replace(tzinfo=None)
    length = monthrange(local.year, local.month)[1]
    first = local.replace(day=1, hour=0, minute=0).replace(tzinfo=UTC)
    starts = [each - offset_of(zone, each - offset_of(zone, each)) for each in (first, first + timedelta(days=length))]
    return (starts[1] - starts[0]) // timedelta(days=1)


def test_routes_are_muted_and_active_when_alertmanager_has_them_so(tmp_path, shown):
    """Each case is one interval at one instant: a zone file of its own makes that instant's wall clock of the present.

    One route is muted by the interval, one is active in it: of the two, one sends.
    """
    program = alertmanager("when routes are muted was NOT compared")
    chance = Random(SEED + 1)
    cases: list[Case] = []
    for number in range(CONFIGURATIONS):
        zone = ZONES[number % len(ZONES)]
        instant = instant_in(chance, zone)
        local = instant + offset_of(zone, instant)
        interval = interval_around(chance, local, monthrange(local.year, local.month)[1])
        cases.append((zone, instant + timedelta(seconds=5), interval))
    for attempt in range(3):
        sent, seconds = decisions_of_routes(program, tmp_path / str(attempt), cases)
        if seconds < SECONDS_LEFT:
            break
    else:
        pytest.fail(f"Alertmanager took {seconds:.0f} s three times: the minute of the instants was over")

    file = tmp_path / "calendars.yml"
    file.write_text(
        json.dumps({"time_intervals": [written_case(number, case, case[0]) for number, case in enumerate(cases)]})
    )
    calendars = read_calendars_file(str(file))
    ours = {str(number): calendars.contains(str(number), instant) for number, (_, instant, _) in enumerate(cases)}
    short = {
        str(number): oracle.contains({**interval, "location": zone}, instant, days)
        for number, (zone, instant, interval) in enumerate(cases)
        if "days_of_month" in interval
        and (days := days_that_alertmanager_counts(zone, instant))
        != monthrange(*(instant + offset_of(zone, instant)).timetuple()[:2])[1]
    }
    theirs = {case: receiver == "active" for case, receiver in sent.items()}
    assert theirs == {**ours, **short}, {
        case: (cases[int(case)], theirs[case]) for case in theirs if theirs[case] != {**ours, **short}[case]
    }
    fixed = sum(ours[case] != verdict for case, verdict in short.items())
    assert CONFIGURATIONS / 4 < sum(ours.values()) < CONFIGURATIONS * 3 / 4
    shown(
        f"{CONFIGURATIONS} time intervals at instants from 1992 to 2036 in {len(ZONES)} zones, {sum(ours.values())} "
        f"contain theirs, all as there, in {seconds:.1f} s; {len(short)} in months that Alertmanager 0.25 has a day "
        f"short, {fixed} of them with another answer there"
    )


def written_case(number: int, case: Case, location: str) -> dict[str, Any]:
    return {"name": str(number), "time_intervals": [{**case[2], "location": location}]}


def decisions_of_routes(program: str, folder: Path, cases: list[Case]) -> tuple[dict[str, str], float]:
    """For each case, which of its two routes sent; and the seconds from the present of the zone files to the last."""
    sent: dict[str, str] = {}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert body["groupLabels"]["case"] not in sent
            sent[body["groupLabels"]["case"]] = body["receiver"]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    offsets = [offsets_around(zone, instant) for zone, instant, _ in cases]
    now = datetime.now(UTC)
    for number, (_, instant, _) in enumerate(cases):
        write_shifted_zone(folder / "zones" / "Case" / str(number), offsets[number], instant, now)
    with listening(Receiver) as address:
        routes = [
            {
                "matchers": [f'case="{number}"'],
                "receiver": receiver,
                "continue": True,
                f"{kind}_time_intervals": [str(number)],
            }
            for number in range(len(cases))
            for receiver, kind in (("muted", "mute"), ("active", "active"))
        ]
        configuration = {
            "route": {"receiver": "none", "group_by": ["case"], "group_wait": "0s", "routes": routes},
            "receivers": [
                {"name": "none"},
                *({"name": name, "webhook_configs": [{"url": address}]} for name in ("muted", "active")),
            ],
            "time_intervals": [written_case(number, case, f"Case/{number}") for number, case in enumerate(cases)],
        }
        zones = {"ZONEINFO": str(folder / "zones")}
        with running_alertmanager(program, folder, json.dumps(configuration), zones) as alerts:
            posted = [{"labels": {"alertname": "a", "case": str(number)}} for number in range(len(cases))]
            call("POST", f"{alerts}/api/v2/alerts", posted)
            begins = time.monotonic()
            while len(sent) < len(cases) and time.monotonic() - begins < SECONDS_LEFT:
                time.sleep(0.05)
            seconds = (datetime.now(UTC) - now).total_seconds()
            time.sleep(0.5)  # a second message of a case, which none may send, would arrive now
    assert len(sent) == len(cases) or seconds >= SECONDS_LEFT
    return sent, seconds
