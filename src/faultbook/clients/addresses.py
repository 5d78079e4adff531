"""Which hosts and addresses a request may go to: named hosts, on public addresses or in networks that are named too.

A host that is a number in disguise (`2130706433`, `0x7f.1`, `017700000001`) is refused as it is written; a name that
leads to a private address is refused when it is resolved, and the address that was checked is the one connected to.
"""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from faultbook.errors import FaultbookError

IpAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]
"""Host and port -> addresses."""

METADATA = frozenset(
    ip_address(text)
    for text in (
        *("169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"),
        *("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd20:ce::254"),
    )
)
"""Where clouds hand out the credentials of a machine: AWS, Azure, Alibaba, Oracle, Google."""
_NAT64 = ip_network("64:ff9b::/96")
_NEVER = tuple(map(ip_network, ("64:ff9b:1::/48", "fec0::/10", "192.88.99.0/24", "2001:db8::/32", "5f00::/16")))
"""Reserved networks that some versions of `ipaddress` take for public."""
_COMPATIBLE = ip_network("::/96")
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))
_LOW = 2**32 - 1
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?\Z")
"""A name ends with a label that begins with a letter: no notation of an address does."""


class AddressRefused(FaultbookError):
    """No request goes to this host or address. Nothing was sent."""


@dataclass(frozen=True)
class AllowedHosts:
    """Where requests may go.

    `hosts`: names, or addresses in their usual notation; `.example.com` is every host below that name. `networks`:
    private networks that these hosts may be in, such as `10.20.0.0/16`, or `127.0.0.0/8` for this machine.
    """

    hosts: tuple[str, ...]
    networks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """AddressRefused where a network is none."""
        _ = self.private

    @property
    def private(self) -> tuple[Network, ...]:
        """The networks."""
        try:
            return tuple(ip_network(text) for text in self.networks)
        except ValueError as wrong:
            raise AddressRefused(f"networks: {wrong}; expected networks such as 10.20.0.0/16. Fix the entry.") from None

    def checked(self, address: str) -> SplitResult:
        """The parts of an address of the web. AddressRefused, without its path and query, where it may not be used."""
        try:
            parts = urlsplit(address)
            host, _port = parts.hostname or "", parts.port
        except ValueError:
            raise AddressRefused("found no address of the web; expected one such as https://host/path.") from None
        if parts.username is not None or parts.password is not None:
            raise AddressRefused("the address names a user; expected none. Fix: name the credential by a secret.")
        if parts.scheme == "http" and not self._on_this_machine:
            raise AddressRefused("found http; expected https, since a credential is sent. http is for 127.0.0.1 only.")
        if parts.scheme not in ("http", "https"):
            raise AddressRefused(f"found {_scheme(parts)}; expected https.")
        if not is_host(host):
            raise AddressRefused("found a host that is no name and no usual notation of an address. Fix the address.")
        if not any(host == each or (each.startswith(".") and host.endswith(each)) for each in self.hosts):
            allowed = ", ".join(self.hosts) or "none"
            raise AddressRefused(f"the host {host} is none that is allowed ({allowed}). Fix: name it in hosts.")
        return parts

    def addresses(self, host: str, port: int, resolve: Resolve, *, plain: bool = False) -> list[str]:
        """The addresses of a host, each of which may be connected to. `plain`: without TLS, so on this machine only.

        AddressRefused where one of them may not: who answers with both has something in mind.
        """
        found = resolve(host, port)
        for text in found:
            reason = refusal(text, self.private)
            if not reason and plain and not ip_address(text).is_loopback:
                reason = "not this machine, and the address is http"
            if reason:
                raise AddressRefused(
                    f"the host {host} has an address that is {reason}. "
                    "Fix: use a public address, or name its network in networks."
                )
        return found

    @property
    def _on_this_machine(self) -> bool:
        return any(network.is_loopback for network in self.private)


def is_host(host: str) -> bool:
    """Whether a host in lower case is a name, or an address in its usual notation."""
    if _NAME.match(host):
        return True
    try:
        return str(ip_address(host)) == host
    except ValueError:
        return False


def refusal(address: str, networks: tuple[Network, ...] = ()) -> str:
    """Why an address is not connected to, as the end of a sentence; empty where it may be.

    `networks`: private ones that are allowed. Link-local addresses and those of metadata services never are.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return "no address, or has a zone"
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return "no address, or has a zone"
        found = found.ipv4_mapped or found
    inner = tuple(_embedded(found)) if isinstance(found, IPv6Address) else ()
    if found in METADATA or not METADATA.isdisjoint(inner):
        return "the metadata service of a cloud"
    if found.is_link_local or found.is_multicast or found.is_unspecified:
        return "link-local, multicast or unspecified"
    if any(found in network for network in networks):
        return ""
    return "" if all(map(_is_public, (found, *inner))) else "private or reserved"


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, by this machine's resolver. OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_public(address: IpAddress) -> bool:
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_loopback or address.is_private)
        and not any(address in network for network in _NEVER)
    ) or address in _NAT64


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses in an IPv6 address, by every scheme that a gateway may unpack."""
    number = int(address)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and number > 1) or (number >> 32) & _LOW in _ISATAP:
        yield IPv4Address(number & _LOW)


def _scheme(parts: SplitResult) -> str:
    return parts.scheme if parts.scheme.isalpha() and len(parts.scheme) <= 10 else "no scheme"
