"""Which addresses become links."""

import pytest
from hypothesis import given

from faultbook.delivery.texts.links import KNOWN_HOSTS, own_url, safe_url
from tests.examples import examples
from tests.faults.hostile_texts import HOSTILE
from tests.faults.markdown_oracle import tokens


@pytest.mark.parametrize(
    "url",
    [
        "https://adb-1.azuredatabricks.net/?o=1#job/2/run/3",
        "https://portal.azure.com/#blade/x",
        "https://a.cloud.databricks.com/jobs/1",
    ],
)
def test_addresses_of_known_hosts_are_links(url):
    assert safe_url(url, KNOWN_HOSTS) == url


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", "http://portal.azure.com/", "https://portal.azure.com.evil.example/", "https://evil.example/"),
        *("https://evilazuredatabricks.net/", "javascript:alert(1)", "https://u:p@portal.azure.com/", "https://[::1"),
        *("https://portal.azure.com\\@evil.example/", "https://portal.azure.com/ x", "https://portal.azure.com/\u202e"),
        *(
            "https://portal.azure.com/?sig=Zq9X7v4kP2mRZq9X7v4kP2mR",
            "//portal.azure.com/",
            "https://portal.azure.com:x/",
        ),
        "https://portal.azure.com/" + "a" * 3_000,
    ],
)
def test_other_addresses_are_none(url):
    assert safe_url(url, KNOWN_HOSTS) == ""


@examples(200)
@given(HOSTILE)
def test_an_address_stays_one_address_of_its_host(text):
    for made in (
        safe_url("https://portal.azure.com/" + text, KNOWN_HOSTS),
        own_url("https://portal.azure.com/" + text),
    ):
        if made:
            links = [each for each in tokens(f"x [a]({made}) y") if each.type == "link_open"]
            assert len(links) == 1 and str(links[0].attrs["href"]).startswith("https://portal.azure.com/")
            assert [each.content for each in tokens(f"x [a]({made}) y") if each.type == "text"] == ["x ", "a", " y"]


def test_an_address_of_a_tracker_may_be_on_this_machine():
    assert own_url("http://127.0.0.1:3000/acme/orders/issues/7") == "http://127.0.0.1:3000/acme/orders/issues/7"
