"""A link of a message is a request only where its address is a query API of Azure: a token goes to no other."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.polling.alert_rows.links import HOSTS, WrongLink, read_link

QUERY = "AppExceptions\n| where AppRoleName == 'a&b=c' // 100 %"
WORKSPACE = "/v1/workspaces/0b6a2f38-6f4d-4f3e-9c55-1de1fbb0f7a1/query"
GOOD = f"https://api.loganalytics.io{WORKSPACE}?query={quote(QUERY)}&timespan=P1D"
WRONG = {
    GOOD.replace("https:", "http:"): "no https address",
    GOOD.replace("https:", "ftp:"): "no https address",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io.evil.example"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "evil.example"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "evil.example#api.loganalytics.io"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "evil.example\\@api.loganalytics.io"): "names a user",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io@evil.example"): "names a user",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io:pw@evil.example"): "names a user",
    GOOD.replace("api.loganalytics.io", "user@api.loganalytics.io"): "names a user",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io:8443"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io:99999"): "no address",
    GOOD.replace("api.loganalytics.io", "api.loganalytics.io."): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "169.254.169.254"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "[::1]"): "no query API of Azure",
    GOOD.replace("api.loganalytics.io", "api。loganalytics.io"): "no query API of Azure",
    GOOD.replace(
        "api.loganalytics.io", "api.loganalytics.us"
    ): "of the cloud usgov; the entry in poll.yml has cloud: public",
    "https://api.applicationinsights.io/v1/apps/0MyAppId0/metrics/requests/count": "no query of a workspace",
    GOOD.replace("/query?", "/../../x/query?"): "no query of a workspace",
    GOOD.replace("/query?", "/query/x?"): "no query of a workspace",
    GOOD.replace("workspaces", "subscriptions/../workspaces"): "no query of a workspace",
    GOOD.replace("query?query=", "query?q="): "no query, or several",
    f"{GOOD}&query=other": "no query, or several",
    f"{GOOD}&timespan=P2D": "no query, or several",
    GOOD.replace("timespan=P1D", "timespan=%ff"): "cannot be read",
    "": "no https address",
    "https://[": "no address",
}


def test_a_link_is_a_host_of_the_list_a_path_and_the_query_as_it_was_meant():
    found = read_link(GOOD, "public")
    assert (found.host, found.path, found.query, found.timespan) == ("api.loganalytics.io", WORKSPACE, QUERY, "P1D")
    assert found.audience == "https://api.loganalytics.io"
    of_resource = GOOD.replace(
        WORKSPACE, "/v1/subscriptions/s/resourceGroups/a(b)%20c/providers/Microsoft.Web/sites/d/query"
    )
    assert read_link(of_resource, "public").path.endswith("/a(b)%20c/providers/Microsoft.Web/sites/d/query")
    of_app = GOOD.replace("loganalytics.io", "applicationinsights.io").replace("workspaces", "apps")
    assert read_link(of_app, "public").audience == "https://api.applicationinsights.io"
    assert (
        read_link(GOOD.replace("api.loganalytics.io", "API.LogAnalytics.IO:443"), "public").host
        == "api.loganalytics.io"
    )


@pytest.mark.parametrize("link", WRONG)
def test_every_other_address_is_refused_without_a_text_of_it(link):
    with pytest.raises(WrongLink, match=WRONG[link]) as raised:
        read_link(link, "public")
    assert "evil" not in str(raised.value)


def test_no_host_is_of_two_clouds():
    hosts = [host for cloud in HOSTS.values() for host in cloud]
    assert len(hosts) == len(set(hosts))


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(sorted(HOSTS)))
def test_whatever_a_message_holds_the_host_is_of_the_list_or_the_link_is_refused(before, after, cloud):
    for link in (
        before,
        f"https://{before}",
        GOOD.replace("api.", f"{before}api."),
        GOOD.replace(".io", f".io{after}"),
    ):
        try:
            found = read_link(link, cloud)
        except WrongLink:
            continue
        assert found.host in HOSTS[cloud]
        assert found.path.startswith("/v1/") and found.path.endswith("/query")
