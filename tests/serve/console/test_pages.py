"""The pages: each shows what it is for, whatever logs say, and helps where there is nothing."""

import re
from html.parser import HTMLParser

import pytest

from faultbook.serve.console.pages import PAGES
from faultbook.serve.console.rendering import STATIC
from faultbook.serve.console.sections import NAVIGATION, WITHOUT
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from tests.serve.web.served import PAGE, client, store_of
from tests.severity_rows import own_rows
from tests.stores.planted_failures import BY_FOUR, HOSTILE_EVENT, SENDERS
from tests.stores.planted_incidents import EARLIER, HOSTILE_INCIDENT, LOST
from tests.stores.seeded_lakehouse import CANARIES, KINDS, pattern_id, seeded_lakehouse, seeded_store
from tests.stores.small_lakehouse import NOON, SCHEMAS, append, batch, counts, ledger, make_lakehouse

INCIDENT = next(kind for kind in KINDS if kind.code == "SR-503")
EVIL = next(kind for kind in KINDS if kind.code == "EVIL-1")
ORIGIN = {"origin": "http://127.0.0.1", **PAGE}
ADDRESSES = {
    "/patterns/{pattern_id}": f"/patterns/{pattern_id(INCIDENT)}",
    "/file": "/file?path=app/evil.py",
    "/queries/{query_id}": "/queries/stmt-07",
    "/reports/{day}": "/reports/2026-03-03",
    "/events/{event_id}": f"/events/{HOSTILE_EVENT}",
    "/incidents/{incident_id}": f"/incidents/{HOSTILE_INCIDENT}",
}
ALL = [ADDRESSES.get(page.path, page.path) for page in PAGES]
SCRIPT = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    """Elements with their attributes, and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.found, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, name):
        return [attributes for tag, attributes in self.found if tag == name]


def report(day="2026-03-03"):
    from datetime import date  # noqa: PLC0415

    return {
        "day": date.fromisoformat(day),
        "title": "A day",
        "summary": f"Quiet. {SCRIPT}",
        "markdown": f"# A day\n\n{SCRIPT}",
        "laws_hold": True,
    }


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    folder = seeded_lakehouse(tmp_path_factory.mktemp("console"))
    append(folder, "nightly_reports", [report()])
    return client(seeded_store(folder))


@pytest.fixture(scope="module")
def texts(console):
    return {path: console.get(path, headers=PAGE) for path in ALL}


def test_without_the_bill_no_page_shows_or_links_it(monkeypatch, tmp_path):
    monkeypatch.setenv(WITHOUT, "bill")
    console = client(seeded_store(seeded_lakehouse(tmp_path)))
    assert {console.get(path, headers=PAGE).status_code for path in ("/cost", "/queries", "/opportunities")} == {404}
    overview = console.get("/", headers=PAGE).text
    assert "/patterns" in overview
    assert not re.findall(r'href="/(?:cost|queries|opportunities)|Costs <b', overview)


@pytest.mark.parametrize("path", ALL)
def test_every_page_is_there_and_keeps_the_policy(texts, path):
    found = texts[path]
    assert (found.status_code, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = Tags(found.text)
    assert not page.of("style") and not any("style" in attributes for _, attributes in page.found)
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    assert [attributes["src"].partition("?")[0] for attributes in page.of("script")] == ["/static/console.js"]
    out = [attributes for attributes in page.of("a") if attributes.get("href", "/")[0] not in "/#"]
    assert all(each["class"] == "ticket" and each["href"].startswith("https://git.example.com/") for each in out)
    assert all(each["rel"] == "noopener noreferrer" for each in out)
    assert not page.of("img")


@pytest.mark.parametrize("path", ALL)
def test_every_page_can_be_read_aloud(texts, path):
    page = Tags(texts[path].text)
    assert len(page.of("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {each for _, attributes in page.found for each in attributes.get("aria-labelledby", "").split()}
    assert named <= set(ids)
    assert all("aria-label" in attributes for attributes in page.of("svg"))
    assert page.of("html") == [{"lang": "en", "data-theme": "auto", "data-density": "roomy"}]


@pytest.mark.parametrize("path", ALL)
def test_no_page_shows_a_secret_or_obeys_a_log(texts, path):
    text = texts[path].text
    assert not [canary for canary in CANARIES if canary in text]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e]", text)
    assert "<script>alert" not in text and "<img" not in text
    assert "</tool_output>" not in text


def test_both_invariants_are_on_the_overview(texts):
    text = texts["/"].text
    assert "1,493 lines = 4 headers + 0 blanks + 1,486 records + 3 rejects" in text
    assert "42.05 USD billed = 42.05 USD direct + idle + unattributed" in text
    assert text.count("add up</b>") == 3


def test_the_page_of_a_pattern_shows_what_is_known_of_it(texts):
    text = texts[ADDRESSES["/patterns/{pattern_id}"]].text
    assert "index shard &lt;*&gt; is unavailable" in text
    assert "critical error spike" in text
    assert "2026-03-04 10:00" in text


def test_a_statement_a_report_and_a_file_have_their_pages(texts):
    assert "2.52 USD" in texts["/queries/stmt-07"].text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in texts["/reports/2026-03-03"].text
    assert "EVIL-1" in texts["/file?path=app/evil.py"].text


def test_a_failure_has_its_page_with_all_that_reported_it(console):
    page = console.get(f"/events/{BY_FOUR}", headers=PAGE).text
    assert all(source in page for source in SENDERS)
    assert "spot instance lost" in page
    assert "From $.data.message of azure-monitor." in page
    assert console.get("/events/none", headers=PAGE).status_code == 404


def test_incidents_are_the_active_ones_the_worst_first_unless_the_search_names_a_state(console):
    page = console.get("/incidents", headers=PAGE).text
    assert page.index(LOST) < page.index(HOSTILE_INCIDENT)
    assert EARLIER not in page
    assert EARLIER in console.get("/incidents?show=all", headers=PAGE).text
    page = console.get("/incidents?q=state:resolved", headers=PAGE).text
    assert EARLIER in page and LOST not in page


def test_an_incident_has_its_page_with_time_line_events_and_similar_ones(console):
    page = console.get(f"/incidents/{LOST[:10]}", headers=PAGE).text
    assert [word in page for word in ("escalated", "2</b> events", "spot instance lost", "same fault", EARLIER)] == [
        True
    ] * 5
    assert page.index("opened") < page.index("escalated")
    absent = console.get("/incidents/inc-0a1b", headers=PAGE)
    assert absent.status_code == 404 and LOST in absent.text


def test_rules_show_false_alarms_and_a_file_that_cannot_be_used(texts):
    page = texts["/rules"].text
    assert "rules/broken.yml" in page and "sttate" in page
    assert "33%" in page


def test_without_incidents_no_page_of_failures_is_there(monkeypatch, tmp_path):
    monkeypatch.setenv(WITHOUT, "incidents")
    console = client(seeded_store(seeded_lakehouse(tmp_path)))
    paths = ("/events", "/sources", "/incidents", "/rules")
    assert {console.get(path, headers=PAGE).status_code for path in paths} == {404}
    assert not re.findall(r'href="/(?:events|sources|incidents|rules)', console.get("/", headers=PAGE).text)


def test_a_source_that_is_denied_is_shown_first_with_its_reason(texts):
    page = texts["/sources"].text
    assert page.index("NOT_ASSESSED") < page.index("webhook-shop")
    assert "no right" in page


def test_opportunities_are_shown_or_not_available_yet(texts, seeded):
    assert "saves up to 12.50 USD" in texts["/opportunities"].text
    without = client(LocalStore(LocalLakehouse(seeded, SCHEMAS), {}))
    assert "Not available yet." in without.get("/opportunities", headers=PAGE).text


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("code:SR-503", 180),
        ('-code:SR-503 severity:error "timed out"', 288),
        ("severity:error -env:prod", 0),
        ("time:2026-03-04 code:PAY-402", 120),
        ("file:evil", 10),
    ],
)
def test_a_search_is_counted_exactly(console, query, total):
    text = console.get("/records", params={"q": query}, headers=PAGE).text
    assert f"<b>{total:,}</b> record" in text


@pytest.mark.parametrize("path", [path for path, _, _ in NAVIGATION if path != "/"])
def test_a_wrong_search_is_shown_with_its_place(console, path):
    found = console.get(path, params={"q": f'nothing:x "{SCRIPT}'}, headers=PAGE)
    assert found.status_code == 200
    assert "At character " in found.text
    assert "<script>alert" not in found.text


def test_a_link_leads_to_the_same_rows(console):
    first = console.get("/records", params={"q": "code:PAY-402"}, headers=PAGE).text
    [following] = [each["href"] for each in Tags(first).of("a") if each.get("rel") == "next"]
    second = console.get(following, headers=PAGE).text
    assert "<b>480</b> records" in second
    times = [re.findall(r'<time datetime="([^"]+)"', text) for text in (first, second)]
    assert len(times[0]) == len(times[1]) == 20
    assert min(times[0]) > max(times[1])


@pytest.mark.parametrize(
    "path",
    [
        f"/records?q={SCRIPT}",
        f"/file?path={SCRIPT}",
        f"/patterns/{SCRIPT.replace('/', '%2F')}",
        f"/queries/{SCRIPT.replace('/', '%2F')}",
        f"/cost?by={SCRIPT}",
        f"/?notice={SCRIPT}",
        f"/records?cursor={SCRIPT}",
        "/records?q=%F0%9F%92%A9%E2%80%AE",
        "/nowhere",
        "/reports/yesterday",
        "/static/..%2f..%2fpages.py",
        "/static/nothing.css",
    ],
)
def test_nothing_in_an_address_runs_or_fails(console, path):
    found = console.get(path, headers=PAGE)
    assert found.status_code in (200, 404)
    assert "<script>alert" not in found.text and "<img" not in found.text


def test_searches_and_appearance_are_saved(seeded, tmp_path):
    from faultbook.serve.console.preferences import Preferences  # noqa: PLC0415

    web = client(store_of(seeded), preferences=Preferences(tmp_path / "console.db"))
    saved = web.post("/searches", data={"name": SCRIPT[:60], "link": "/records?q=code:SR-503"}, headers=ORIGIN)
    assert (saved.status_code, saved.url.path) == (200, "/records")
    assert "Saved." in saved.text
    shown = web.get("/records", headers=PAGE).text
    assert "/records?q=code:SR-503" in shown and "<script>alert" not in shown
    chosen = {"theme": "dark", "density": "dense", "rows": "50", "parts": "1", "part-laws": "1"}
    web.post("/settings", data=chosen, headers=ORIGIN)
    overview = web.get("/", headers=PAGE).text
    assert 'data-theme="dark" data-density="dense"' in overview
    assert "Data integrity" in overview and "Error codes" not in overview
    assert web.get("/records", headers=PAGE).text.count("<time ") == 50
    web.post("/searches/remove", data={"name": SCRIPT[:60]}, headers=ORIGIN)
    assert "q=code:SR-503" not in web.get("/settings", headers=PAGE).text


@pytest.mark.parametrize("link", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_form_leads_nowhere_else(console, link):
    found = console.post("/searches", data={"name": "x", "link": link}, headers=ORIGIN, follow_redirects=False)
    assert found.status_code == 400
    found = console.post("/settings", data={"back": link}, headers=ORIGIN, follow_redirects=False)
    assert found.headers["location"] == "/settings?notice=settings"


def test_a_form_has_a_largest_size(console):
    assert console.post("/settings", content=b"x" * 20_000, headers=ORIGIN).status_code == 400


@pytest.mark.parametrize("path", [*(path for path, _, _ in NAVIGATION), "/settings", "/api"])
def test_an_empty_lakehouse_is_shown_with_what_to_do(empty, path):
    found = client(store_of(empty)).get(path, headers=PAGE)
    assert found.status_code == 200
    if path == "/":
        assert "The lakehouse is empty" in found.text
        assert "faultbook run ingest" in found.text


@pytest.mark.parametrize("path", [path for path, _, _ in NAVIGATION])
def test_a_missing_lakehouse_is_shown_with_what_to_do(tmp_path, path):
    found = client(store_of(tmp_path / "nothing")).get(path, headers=PAGE)
    assert found.status_code == 200
    assert re.search("faultbook run setup|Not available yet", found.text)


def test_a_missing_table_takes_only_its_part_of_the_page(tmp_path):
    import shutil  # noqa: PLC0415

    folder = make_lakehouse(tmp_path / "old")
    shutil.rmtree(folder / "faultbook" / "anomaly_alerts")
    web = client(store_of(folder))
    assert "Not available." in web.get("/anomalies", headers=PAGE).text
    assert "No patterns found." in web.get("/patterns", headers=PAGE).text


def test_files_of_pages_are_marked_by_their_content(console, texts):
    named = re.findall(r"/static/([\w.]+)\?v=[0-9a-f]{16}", texts["/"].text)
    assert set(named) == set(STATIC)
    for name, kind in STATIC.items():
        found = console.get(f"/static/{name}")
        assert (found.status_code, found.headers["content-type"]) == (200, kind)


def test_names_order_and_colours_of_severities_are_those_of_the_lakehouse(tmp_path):
    many = {"Blocker": 3, "Major": 2, "Unknown": 4, "Minor": 1}
    instants = {"first_occurrence": NOON, "last_occurrence": NOON, "day": NOON.date(), "file_path": "a.py"}
    folder = make_lakehouse(
        tmp_path,
        error_file_counts=[counts(1, occurrence_count=n, severity=name, **instants) for name, n in many.items()],
        ingest_ledger=[
            ledger(
                1,
                lines=10,
                parsed=10,
                records=8,
                part_rejects=1,
                unknown_severity=4,
                first_occurrence=NOON,
                last_occurrence=NOON,
            )
        ],
        ingest_batches=[batch(1)],
        severity_ranks=own_rows("Blocker", "Major", "Minor", error="Major"),
    )
    page = client(store_of(folder)).get("/", headers=PAGE).text
    assert '<a href="/records?q=severity%3AUnknown">4 records of unknown severity</a>' in page
    assert "10 record lines + 0 rejects · 8 records · 1 rejected parts" in page
    for name, colour in {"Blocker": "critical", "Major": "error", "Unknown": "unknown", "Minor": "warning"}.items():
        assert f'<span class="dot {colour}"></span>{name}' in page
    search = client(store_of(folder)).get("/records", headers=PAGE).text
    assert "Blocker, Major, Unknown, Minor" in search
    assert "severity:Major -service:checkout" in search
