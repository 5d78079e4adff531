"""Which issues people tied to incidents, from the journal; and the issue that an address means."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.place import Link, Place
from faultbook.errors import SettingError
from faultbook.incidents.decisions import TiedIssue
from faultbook.incidents.facts import Fact
from faultbook.incidents.journal import Entry, Kind
from faultbook.registry import expected_one_of

API_OF_GITHUB, PAGES_OF_GITHUB = "api.github.com", "github.com"
TYING = (Kind.LINKED, Kind.UNLINKED)
_API = re.compile(r"(/api/v[0-9]+)?/?\Z")
_PAGE = re.compile(r"/([A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100})/issues/([1-9][0-9]{0,9})/?")


def tied_links(entries: Iterable[Entry]) -> list[Link]:
    """The links that people made and did not undo, by entries in the order of their numbers."""
    found: dict[str, Link] = {}
    for entry in entries:
        if entry.kind is Kind.UNLINKED:
            found.pop(entry.incident_id, None)
        if entry.kind is Kind.LINKED:
            place = Place(entry.facts[Fact.REPOSITORY], int(entry.facts[Fact.ISSUE]))
            found[entry.incident_id] = Link(
                entry.incident_id,
                entry.facts[Fact.TRACKER],
                place,
                url=entry.facts.get(Fact.LINK),
                author=entry.author,
                tied_at=entry.at,
            )
    return list(found.values())


def host_of_pages(api: str) -> str:
    """The host of the pages of a tracker, by the address of its API."""
    host = urlsplit(api).netloc.lower()
    return PAGES_OF_GITHUB if host == API_OF_GITHUB else host


def issue_at(url: str, trackers: Mapping[str, TrackerAccount]) -> TiedIssue:
    """The issue at the address of a page. SettingError where it is none, or of no tracker that is configured."""
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    hosts = {host_of_pages(account.url): account for account in trackers.values()}
    path = unquote(parts.path).removeprefix(_folder_of(hosts[host].url) if host in hosts else "")
    found = _PAGE.fullmatch(path) if parts.scheme in ("http", "https") else None
    if found is None:
        raise SettingError(
            f"issue: found {url!r}, expected the address of an issue, as https://github.com/acme/orders/issues/7."
        )
    if host not in hosts:
        known = f"expected {expected_one_of(host, hosts)}" if hosts else "no tracker is configured"
        raise SettingError(f"issue: found the host {host!r}; {known}. Fix: add its tracker to catalog/incidents.yml.")
    address = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
    return TiedIssue(hosts[host].name, found[1], int(found[2]), address)


def _folder_of(api: str) -> str:
    """The folder below which a tracker has its pages; empty for most."""
    return _API.sub("", urlsplit(api).path)


def tied_to(incident_id: str, links: Iterable[Link]) -> Link | None:
    """The link that a person made for an incident; None where there is none."""
    return next((link for link in links if link.incident_id == incident_id and link.author is not None), None)


def is_tied(incident_id: str, issue: TiedIssue, links: Iterable[Link]) -> bool:
    """Whether a person tied this issue to the incident already."""
    link, place = tied_to(incident_id, links), Place(issue.repository, issue.number)
    return link is not None and (link.tracker, link.place) == (issue.tracker, place)


def require_tied(incident_id: str, links: Iterable[Link]) -> None:
    """SettingError where no person tied an issue to the incident."""
    if tied_to(incident_id, links) is None:
        raise SettingError(f"issue: nobody tied one to {incident_id}, so that there is nothing to undo.")


def require_free(issue: TiedIssue, incident_id: str, links: Iterable[Link]) -> None:
    """SettingError where another incident has the issue."""
    place = Place(issue.repository, issue.number)
    for link in links:
        if link.incident_id != incident_id and (link.tracker, link.place) == (issue.tracker, place):
            raise SettingError(
                f"issue: {issue.repository}#{issue.number} is the issue of {link.incident_id} already; expected one of "
                f"no incident. Fix: merge the incidents, or unlink it there first."
            )
