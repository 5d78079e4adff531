"""Which hosts and addresses are refused: every notation of a private one, and names that lead to one."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from faultbook.clients.addresses import METADATA, AddressRefused, AllowedHosts, is_host, refusal

PRIVATE = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
"""Written down from RFC 6890 and its successors, apart from the library's own list."""
PRIVATE_6 = [ip_network(text) for text in ("::/127", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32")]
SECRET = "hunter2"


def in_networks(networks):
    """An address of one of the networks."""
    return st.sampled_from(networks).flatmap(
        lambda network: st.integers(int(network[0]), int(network[-1])).map(type(network[0]))
    )


private = in_networks(PRIVATE)
public_octets = st.one_of(st.integers(1, 9), st.integers(11, 99), st.integers(128, 168), st.integers(173, 191))


def notations(address: IPv4Address) -> set[str]:
    """The ways of writing an address that `inet_aton` reads, but the usual one."""
    number, parts = int(address), address.packed
    last, low = number & 0xFFFF, number & 0xFFFFFF
    numbers = {str(number), hex(number), f"0{number:o}", f"0x{number:08X}", f"0{number:011o}"}
    dotted = {
        ".".join(f"0{part:03o}" for part in parts),
        ".".join(hex(part) for part in parts),
        f"{hex(parts[0])}.{parts[1]}.0{parts[2]:o}.{parts[3]}",
        f"{parts[0]}.{low}",
        f"{parts[0]}.{parts[1]}.{last}",
        f"{address}.",
        f"{parts[0]:03d}.{parts[1]}.{parts[2]}.{parts[3]}",
    }
    full_width = str(address).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    return {text for text in numbers | dotted | {full_width} if text != str(address)}


@given(private)
@example(IPv4Address("127.0.0.1"))
@example(IPv4Address("169.254.169.254"))
def test_no_other_notation_of_an_address_is_a_host(address):
    for text in notations(address):
        assert not is_host(text), text
        with pytest.raises(AddressRefused, match="no name and no usual notation"):
            AllowedHosts((text,)).checked(f"https://{text}/x")


@given(private)
def test_private_addresses_are_refused_in_every_form_of_ipv6_too(address):
    number = int(address)
    forms = [
        f"::ffff:{address}",
        str(IPv6Address((0xFFFF << 32) | number)),
        str(IPv6Address(int(IPv6Address("64:ff9b::")) | number)),
        str(IPv6Address((0x2002 << 112) | (number << 80))),
        str(IPv6Address((0x20010000 << 96) | (0xFFFFFFFF ^ number))),
        str(IPv6Address(int(IPv6Address("2a00::")) | (0x5EFE << 32) | number)),
        str(IPv6Address(int(IPv6Address("2a00::")) | (0x0200_5EFE << 32) | number)),
    ]
    if number > 1:
        forms.append(f"::{address}")
    for text in (str(address), *forms):
        assert refusal(text), text


@given(in_networks(PRIVATE_6))
def test_private_addresses_of_ipv6_are_refused(address):
    assert refusal(str(address))


@pytest.mark.parametrize("address", sorted(map(str, METADATA)))
def test_metadata_services_are_refused_whatever_is_allowed(address):
    networks = tuple(map(ip_network, ("0.0.0.0/0", "::/0")))
    assert refusal(address, networks) == "the metadata service of a cloud"
    if "." in address:
        assert refusal(f"::ffff:{address}", networks) == "the metadata service of a cloud"
        assert refusal(f"64:ff9b::{address}", networks) == "the metadata service of a cloud"


@given(st.sampled_from(("169.254.0.0/16", "224.0.0.0/4", "fe80::/10", "ff00::/8")).map(ip_network))
def test_link_local_and_multicast_are_refused_whatever_is_allowed(network):
    assert refusal(str(network[7]), (network,)) == "link-local, multicast or unspecified"


@given(st.builds(lambda first, rest: IPv4Address((first << 24) | rest), public_octets, st.integers(0, 2**24 - 1)))
def test_public_addresses_are_allowed(address):
    assume(address not in METADATA)
    assert refusal(str(address)) == ""
    assert refusal(f"::ffff:{address}") == ""


@pytest.mark.parametrize("text", ["fe80::1%eth0", "2606:4700::1%1", "", "localhost", "127.1", "::1%lo"])
def test_what_is_no_address_is_refused(text):
    assert refusal(text) == "no address, or has a zone"


@given(private)
def test_a_network_that_is_named_allows_its_addresses_and_no_others(address):
    network = ip_network(f"{address}/28", strict=False)
    reason = refusal(str(address), (network,))
    never = address.is_link_local or address.is_multicast or address.is_unspecified or address in METADATA
    assert bool(reason) is never
    assert refusal("10.255.0.1", (ip_network("10.0.0.0/24"),)) == "private or reserved"


@given(st.lists(st.sampled_from(("140.82.121.6", "2606:50c0:8000::154")), max_size=3), private, st.randoms())
def test_a_name_with_one_private_address_is_refused(public, address, random):
    found = [*public, str(address)]
    random.shuffle(found)
    with pytest.raises(AddressRefused, match=r"the host api\.github\.com has an address that is "):
        AllowedHosts(("api.github.com",)).addresses("api.github.com", 443, lambda host, port: found)


def test_the_addresses_of_a_name_are_returned_as_they_were_checked():
    found = ["140.82.121.6", "2606:50c0:8000::154"]
    assert AllowedHosts(("api.github.com",)).addresses("api.github.com", 443, lambda host, port: found) == found


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://api.github.com/x", "found http; expected https"),
        ("ftp://api.github.com/x", "found ftp; expected https"),
        ("api.github.com", "found no scheme; expected https"),
        (f"https://{SECRET}@api.github.com/x", "names a user"),
        (f"https://a:{SECRET}@api.github.com/x", "names a user"),
        ("https://api.github.com.evil.example/x", "is none that is allowed"),
        ("https://evilgithub.com/x", "is none that is allowed"),
        ("https://github.com/x", "is none that is allowed"),
        (f"https://[::1/{SECRET}", "found no address of the web"),
        (f"https://api.github.com:{SECRET}/x", "found no address of the web"),
        ("https:///x", "no name and no usual notation"),
        ("https://api.github.com./x", "no name and no usual notation"),
        ("https://api%2egithub.com/x", "no name and no usual notation"),
        ("https://ａpi.github.com/x", "no name and no usual notation"),
        ("https://127.0.0.1/x", "is none that is allowed"),
    ],
)
def test_an_address_of_the_web_that_may_not_be_used(address, words):
    with pytest.raises(AddressRefused, match=words) as raised:
        AllowedHosts(("api.github.com", ".githubusercontent.com")).checked(address)
    assert SECRET not in str(raised.value)


def test_a_suffix_begins_at_a_dot():
    allowed = AllowedHosts((".example.com",))
    assert allowed.checked("https://git.example.com:8443/api/v1").port == 8443
    for host in ("example.com", "notexample.com"):
        with pytest.raises(AddressRefused):
            allowed.checked(f"https://{host}/")


def test_http_is_for_this_machine_where_that_is_named():
    allowed = AllowedHosts(("127.0.0.1", "git.example.com"), ("127.0.0.0/8",))
    assert allowed.checked("http://127.0.0.1:3000/api/v1").port == 3000
    assert allowed.addresses("127.0.0.1", 3000, lambda host, port: ["127.0.0.1"], plain=True) == ["127.0.0.1"]
    with pytest.raises(AddressRefused, match="not this machine, and the address is http"):
        allowed.addresses("git.example.com", 80, lambda host, port: ["140.82.121.6"], plain=True)


@pytest.mark.parametrize("network", ["10.0.0.1/8", "ten", "10.0.0.0/33"])
def test_a_network_that_is_none_is_refused(network):
    with pytest.raises(AddressRefused, match=r"expected networks such as 10\.20\.0\.0/16"):
        AllowedHosts(("git.example.com",), (network,))


def test_the_list_of_private_networks_and_that_of_the_library_agree():
    assert all(not ip_address(network[1]).is_global or network[1].is_multicast for network in PRIVATE)
