"""Which addresses become links: those of known hosts, over https, without a login and without a secret."""

from collections.abc import Collection
from urllib.parse import quote, urlsplit

from faultbook.faults.redaction.redactor import DEFAULT, Redactor

KNOWN_HOSTS = (
    *("azuredatabricks.net", "databricks.azure.us", "databricks.azure.cn", "cloud.databricks.com"),
    *("gcp.databricks.com", "portal.azure.com", "adf.azure.com", "web.azuresynapse.net"),
)
"""Hosts, each with those below it, whose addresses in failures become links."""
LONGEST_URL = 2_000
# Of a destination in Markdown: no bracket, quote, backslash or semicolon, which would end it or make an entity.
_KEPT = "-._~/?=&%+,:#"


def safe_url(url: str | None, hosts: Collection[str], redactor: Redactor = DEFAULT) -> str:
    """The address as a destination of a link; empty where it is none of these hosts, or would show a secret."""
    address = _read(url or "", ("https",))
    if address is None or not _is_known(address[1], hosts) or redactor.redact(address[0]) != address[0]:
        return ""
    return address[0]


def own_url(url: str | None) -> str:
    """An address that a tracker or a setting gives, as a destination of a link; empty where it is no address."""
    address = _read(url or "", ("https", "http"))
    return address[0] if address else ""


def _read(url: str, schemes: Collection[str]) -> tuple[str, str] | None:
    """Address and host; None where it is no address, or has a login."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= LONGEST_URL
    if not is_plain or parts.scheme not in schemes or not host or "@" in parts.netloc or "[" in parts.netloc:
        return None
    return quote(url, safe=_KEPT), host


def _is_known(host: str, hosts: Collection[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)
