"""The console in headless Chromium: every page opened and clicked through, over a shop's lakehouse and an empty one.

Not allowed: a message in the browser's console, a refused resource, a page wider than a phone, a control without
a name. Skipped, with the reason, where there is no Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stores.seeded_lakehouse import KINDS, pattern_id, seeded_lakehouse
from tests.stores.small_lakehouse import make_lakehouse

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.verify

ROOT = Path(__file__).parents[2]
INCIDENT = next(kind for kind in KINDS if kind.code == "SR-503")
PAGES = (
    *("/", "/patterns", "/records", "/files", "/anomalies", "/cost", "/queries", "/opportunities", "/reports"),
    *("/settings", "/api", "/cost?by=user", "/records?q=code:SR-503", "/records?q=nothing:x", "/nowhere"),
)
DEEP = (f"/patterns/{pattern_id(INCIDENT)}", "/file?path=app/evil.py", "/queries/stmt-07")
NAMELESS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, meter, svg[role=img]")]
  .filter(each => !(each.getAttribute("aria-label") || each.textContent.trim()
    || (each.labels && [...each.labels].some(label => label.textContent.trim()))))
  .map(each => each.outerHTML.slice(0, 120))"""
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser():
    path = os.environ.get("CHROMIUM")
    return path or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def chromium():
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, or name one in CHROMIUM")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Starts servers; gives their addresses by the name of the lakehouse."""
    folder = tmp_path_factory.mktemp("console")
    lakehouses = {"shop": seeded_lakehouse(folder / "shop"), "empty": make_lakehouse(folder / "empty")}
    lakehouses["missing"] = folder / "missing"
    servers, addresses = [], {}
    for name, workspace in lakehouses.items():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "faultbook.cli", "serve", "--port", str(port), "--lakehouse", str(workspace)]
        command += ["--preferences", str(folder / f"{name}.db"), "--audit", str(folder / f"{name}.log")]
        servers.append(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL))
        addresses[name] = f"http://127.0.0.1:{port}"
        _wait_for(port)
    yield addresses
    for server in servers:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port):
    until = time.monotonic() + 90
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)


@pytest.fixture
def opened(chromium):
    """Opens pages in a window of its own and notes every message of the browser."""
    contexts, messages = [], []

    def failed(request):
        # A navigation before the icon is loaded aborts it; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            messages.append(f"{request.url}: {request.failure}")

    def open_window(**options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("requestfailed", failed)
        return page

    open_window.messages = messages
    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("workspace", ["shop", "empty", "missing"])
def test_every_page_opens_without_a_browser_message_on_a_phone_in_the_dark(opened, served, workspace):
    page = opened(viewport={"width": 390, "height": 844}, color_scheme="dark")
    for path in (*PAGES, *(DEEP if workspace == "shop" else ())):
        response = page.goto(served[workspace] + path)
        assert response.status == (404 if path == "/nowhere" else 200), path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate(NAMELESS) == [], path
        assert page.evaluate(WIDER) <= 0, path
        # The one allowed message: Chromium notes each 404, also one on purpose.
        assert [text for text in opened.messages if "404" not in text or path != "/nowhere"] == [], path
        opened.messages.clear()


def test_a_person_clicks_from_the_overview_to_a_record_and_back(opened, served):
    page = opened(viewport={"width": 1200, "height": 900})
    page.goto(served["shop"])
    page.get_by_role("link", name="Patterns", exact=True).first.click()
    page.get_by_role("link", name="index shard <*> is unavailable").click()
    expect(page.locator("h1")).to_have_text("index shard <*> is unavailable")
    page.get_by_role("link", name="SR-503").last.click()
    expect(page.locator("#q")).to_have_value('code:"SR-503"')
    expect(page.locator(".about")).to_contain_text("180 records")
    page.get_by_role("link", name="search/shards.py").first.click()
    expect(page.locator("h1")).to_have_text("search/shards.py")
    page.go_back()
    page.get_by_role("link", name="Next page").click()
    page.get_by_role("link", name="First page").click()
    for name in ("Overview", "Files", "Anomalies", "Cost", "Queries", "Opportunities", "Reports", "Settings", "API"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("h1")).to_have_text(name)
    assert opened.messages == []


def test_a_person_uses_the_keys(opened, served):
    page = opened()
    page.goto(served["shop"])
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/records")
    page.keyboard.press("/")
    page.keyboard.type("code:PAY-402")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records?q=code%3APAY-402")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator(".at").count() == 1
    assert "PAY-402" in page.locator(".at").inner_text()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**cursor=**")
    assert opened.messages == []


def test_a_person_saves_a_search_and_an_appearance(opened, served):
    page = opened()
    page.goto(f"{served['shop']}/records?q=code:SR-503")
    page.get_by_label("Save this search as").fill("shards")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_have_text("Saved.")
    page.goto(f"{served['shop']}/settings")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="shards").click()
    expect(page.locator(".about")).to_contain_text("180 records")
    page.goto(f"{served['shop']}/settings")
    page.get_by_role("button", name="Remove shards").click()
    expect(page.get_by_role("link", name="shards", exact=True)).to_have_count(0)
    assert opened.messages == []
