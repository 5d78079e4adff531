"""An alert's search link as a request: which host, path, query and time span.

The link comes from a message, so that its host is looked up in a list and taken from there: a token goes to no other
address. Sources: `alerts-payload-samples` and `logs/api/request-format` of the Azure Monitor documentation.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from faultbook.errors import FaultbookError

LOG_ANALYTICS_PUBLIC = "https://api.loganalytics.io"
HOSTS: dict[str, dict[str, str]] = {
    "public": {
        "api.loganalytics.io": LOG_ANALYTICS_PUBLIC,
        "api.loganalytics.azure.com": LOG_ANALYTICS_PUBLIC,
        "api.applicationinsights.io": "https://api.applicationinsights.io",
        "api.applicationinsights.azure.com": "https://api.applicationinsights.io",
    },
    "usgov": {
        "api.loganalytics.us": "https://api.loganalytics.us",
        "api.applicationinsights.us": "https://api.applicationinsights.us",
    },
    "china": {
        "api.loganalytics.azure.cn": "https://api.loganalytics.azure.cn",
        "api.applicationinsights.azure.cn": "https://api.applicationinsights.azure.cn",
    },
}
"""Cloud -> host -> whom its tokens are for."""
_SEGMENT = r"(?!\.+(?:/|\Z))(?:[A-Za-z0-9._()~@-]|%[0-9A-Fa-f]{2}){1,256}"
_PATH = re.compile(rf"/v1/(?:workspaces/{_SEGMENT}|apps/{_SEGMENT}|subscriptions(?:/{_SEGMENT}){{1,32}})/query\Z")
_HTTPS_PORT = 443


class WrongLink(FaultbookError):
    """A link that no token is sent to: why, without a text of the link."""


@dataclass(frozen=True)
class LinkedQuery:
    """What a link requests. `audience`: whom the token of the host is for. `timespan`: empty where it has none."""

    host: str
    audience: str
    path: str
    query: str
    timespan: str


def read_link(link: str, cloud: str) -> LinkedQuery:
    """The request of a link. WrongLink where it is none of the query APIs of the cloud."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        raise WrongLink("its link is no address") from None
    if parts.scheme.lower() != "https" or parts.username is not None or parts.password is not None:
        raise WrongLink("its link is no https address, or names a user")
    host = (parts.hostname or "").lower()
    if port not in (None, _HTTPS_PORT) or host not in HOSTS[cloud]:
        others = sorted(name for name, hosts in HOSTS.items() if host in hosts)
        if others and port in (None, _HTTPS_PORT):
            raise WrongLink(f"its link is of the cloud {others[0]}; the entry in poll.yml has cloud: {cloud}")
        raise WrongLink(f"the host of its link is no query API of Azure ({', '.join(HOSTS[cloud])})")
    if not _PATH.match(parts.path):
        raise WrongLink("its link is no query of a workspace, a resource or an application")
    try:
        values = parse_qs(parts.query, errors="strict", max_num_fields=20)
    except ValueError:
        raise WrongLink("the query of its link cannot be read") from None
    queries, spans = values.get("query", []), values.get("timespan", [])
    if len(queries) != 1 or len(spans) > 1:
        raise WrongLink("its link has no query, or several")
    return LinkedQuery(host, HOSTS[cloud][host], parts.path, queries[0], spans[0] if spans else "")
