"""Who may connect, from where, how often, and which headers a browser receives."""

import io
import json

import pytest

from faultbook.errors import SettingError
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.rate_limit import RateLimited, TokenBuckets
from faultbook.serve.web.access import Access, access_for
from faultbook.serve.web.security_headers import CONTENT_SECURITY_POLICY
from faultbook.serve.web.user_stores import UserStores
from tests.serve.web.served import PAGE, client, store_of

TOKEN = "a-token-of-some-length"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def store(empty):
    return store_of(empty)


def test_other_machines_need_a_token():
    assert access_for("127.0.0.1", "").token == ""
    assert access_for("::1", "").token == ""
    with pytest.raises(SettingError, match="FAULTBOOK_SERVE_TOKEN"):
        access_for("0.0.0.0", "")
    with pytest.raises(SettingError, match="at least 16 characters, found 5"):
        access_for("0.0.0.0", "short")
    assert access_for("0.0.0.0", TOKEN).token == TOKEN


@pytest.mark.parametrize("path", ["/api/patterns", "/ready", "/metrics", "/api/openapi.json", "/", "/settings"])
def test_without_the_token_nothing_is_answered(store, path):
    web = client(store, Access(TOKEN), follow_redirects=False)
    found = web.get(path)
    assert (found.status_code, found.headers["www-authenticate"]) == (401, "Bearer")
    assert web.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert web.get(path, headers=BEARER).status_code == 200


def test_health_needs_no_token(store):
    assert client(store, Access(TOKEN)).get("/health").status_code == 200


def test_a_browser_signs_in_once(store):
    web = client(store, Access(TOKEN))
    assert web.get("/patterns", headers=PAGE).url.path == "/sign-in"
    origin = {"origin": "http://127.0.0.1"}
    assert web.post("/sign-in", data={"token": "wrong"}, headers=origin).status_code == 401
    found = web.post("/sign-in", data={"token": TOKEN}, headers=origin, follow_redirects=False)
    assert found.status_code == 303
    cookie = found.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert TOKEN not in cookie
    assert web.get("/patterns", headers=PAGE).url.path == "/patterns"


def test_nobody_signs_in_where_no_token_is_set(store):
    found = client(store).post("/sign-in", data={"token": ""}, headers={"origin": "http://127.0.0.1"})
    assert found.status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_local_server_answers_to_no_other_name(store, host):
    found = client(store).get("/api/patterns", headers={"host": host})
    assert (found.status_code, found.json()["type"]) == (403, "urn:faultbook:problem:refused")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:9", "named.example"])
def test_a_local_server_answers_to_its_own_names(store, host):
    web = client(store, Access(hosts=("named.example",)))
    assert web.get("/api/patterns", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:81"])
def test_a_form_of_another_site_changes_nothing(store, origin):
    web = client(store)
    headers = {"origin": origin} if origin else {}
    assert web.post("/settings", data={"theme": "dark"}, headers=headers).status_code == 403
    assert 'data-theme="auto"' in web.get("/settings", headers=PAGE).text


@pytest.mark.parametrize("path", ["/", "/api/patterns", "/api/nothing", "/health", "/static/console.js"])
def test_every_response_keeps_a_browser_safe(store, path):
    headers = client(store).get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert ("no-store" in headers["cache-control"]) != path.startswith("/static")


def test_too_many_requests_are_refused_with_retry_after(store):
    web = client(store, limit=TokenBuckets(2, clock=lambda: 0.0))
    assert [web.get("/api/patterns").status_code for _ in range(3)] == [200, 200, 429]
    assert web.get("/api/patterns").headers["retry-after"] == "30"


def test_a_bucket_fills_with_time_and_is_each_clients_own():
    now = [0.0]
    limit = TokenBuckets(60, clock=lambda: now[0])
    for _ in range(60):
        limit.take("a")
    with pytest.raises(RateLimited):
        limit.take("a")
    limit.take("b")
    now[0] = 1.0
    limit.take("a")


def test_in_an_app_everybody_reads_with_their_own_token(store):
    seen = []

    def store_of_principal(principal):
        seen.append((principal.name, principal.token))
        return store

    audit = io.StringIO()
    web = client(store_of_principal, Access(behind_proxy=True), audit=audit)
    assert web.get("/api/patterns").status_code == 401
    headers = {
        "x-forwarded-access-token": "ada's token",
        "x-forwarded-email": "ada@example.org",
        "host": "x.apps.example",
    }
    assert web.get("/api/patterns", headers=headers).status_code == 200
    assert seen == [("ada@example.org", "ada's token")]
    [line] = audit.getvalue().splitlines()
    assert json.loads(line)["user"] == "ada@example.org"
    assert "ada's token" not in line


def test_headers_of_a_proxy_mean_nothing_without_one(store):
    seen = []
    web = client(lambda principal: seen.append(principal.name) or store)
    web.get("/api/patterns", headers={"x-forwarded-access-token": "t", "x-forwarded-email": "ada@example.org"})
    assert seen == ["local"]


def test_a_store_is_opened_per_token_and_names_what_is_missing(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_CATALOG", "main")

    connected = []
    environment = {"DATABRICKS_HOST": "x.example", "DATABRICKS_WAREHOUSE_ID": "w"}
    stores = UserStores(environment, lambda host, token: connected.append((host, token)))
    assert stores(Principal("a", "1")) is stores(Principal("a", "1")) is not stores(Principal("b", "2"))
    assert (stores(Principal("a", "1")).kind, connected) == ("warehouse", [])
    with pytest.raises(SettingError, match="DATABRICKS_WAREHOUSE_ID"):
        UserStores({"DATABRICKS_HOST": "x.example"})(Principal("a", "1")).rows(None, {})
