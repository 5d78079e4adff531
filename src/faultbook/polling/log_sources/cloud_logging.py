"""Reads Google Cloud Logging by `entries:list`, with google-auth and requests.

Not by google-cloud-logging: that brings gRPC and some thirty packages for one request.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from faultbook.catalog.log_sources import CloudLogging, LogSourceEntry
from faultbook.errors import MissingDependency
from faultbook.polling.log_sources.failures import plain_text
from faultbook.polling.log_sources.lines import labelled
from faultbook.polling.log_sources.logged import fields_of_object, fields_of_text, names_level
from faultbook.polling.log_sources.port import Outcome, Row, SourceFailure, Window, written

ENDPOINT = "https://logging.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/logging.read"
_PAGE = 1_000
_TIMEOUT_SECONDS = (10, 90)
_NO_LEVEL = "DEFAULT"
_TRACES = "/traces/"
_SERVICES = (
    "service_name", "function_name", "container_name", "job_name", "job", "module_id", "cluster_name", "service",
)  # fmt: skip
"""Labels of monitored resources that name what runs."""
_KEPT = ("resource", "httpRequest", "sourceLocation", "operation", "errorGroups", "split")
"""Fields of an entry that stay as they are; the JSON format knows most of them."""


class CloudLoggingReader:
    """Reads the entries of a project, folder, organization or view."""

    has_row_ids = True

    def __init__(self, entry: LogSourceEntry, session: Any, *, endpoint: str = ENDPOINT) -> None:
        """`entry` has a cloud_logging; `session` is one of requests that adds a token."""
        assert entry.cloud_logging is not None
        self._entry, self._at = entry, entry.cloud_logging
        self._session, self._endpoint = session, endpoint
        self.requests = 0

    def rows(self, window: Window) -> Iterator[Row]:
        """The entries that were received within the window."""
        request: dict[str, Any] = {
            "resourceNames": [self._at.resource],
            "filter": filter_of(window, self._at),
            "orderBy": "timestamp asc",
            "pageSize": _PAGE,
        }
        while True:
            answer = self._answer(request)
            yield from answer.get("entries", ())
            token = answer.get("nextPageToken")
            if not token:
                return
            request["pageToken"] = token

    def count(self, window: Window) -> int | None:  # noqa: ARG002  (the port's)
        """None: entries are counted by reading them."""
        return None

    def row_id(self, row: Row) -> str:
        """What makes two entries one: log, timestamp and insertId."""
        return f"{row.get('insertId', '')} {row.get('timestamp', '')} {row.get('logName', '')}"

    def fields(self, row: Row) -> dict[str, Any]:
        """The entry as fields of a log record."""
        fields = _payload(row) | {name: row[name] for name in _KEPT if name in row}
        fields["timestamp"] = row.get("timestamp") or row.get("receiveTimestamp")
        severity = row.get("severity", _NO_LEVEL)
        if severity != _NO_LEVEL or not names_level(fields):
            fields["level"] = severity
        if row.get("trace"):
            fields["trace_id"] = str(row["trace"]).rpartition(_TRACES)[2]
        if row.get("spanId"):
            fields["span_id"] = row["spanId"]
        if isinstance(row.get("labels"), Mapping):
            fields["labels"] = row["labels"]
        labels = row.get("resource", {}).get("labels", {})
        service = next((labels[name] for name in _SERVICES if labels.get(name)), None)
        if service and not fields.get("service") and not isinstance(fields.get("serviceContext"), Mapping):
            fields["service"] = service
        fields |= {
            "source_type": "Cloud Logging",
            "ingested_at": row.get("receiveTimestamp"),
            "log_name": row.get("logName"),
        }
        return labelled(fields, service=self._entry.service, environment=self._entry.environment)

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415

        self.requests += 1
        try:
            answer = self._session.post(
                f"{self._endpoint}/v2/entries:list", json=request, timeout=_TIMEOUT_SECONDS, allow_redirects=False
            )
            found = answer.json() if answer.content else {}
        except GoogleAuthError as refused:
            raise SourceFailure(Outcome.DENIED, f"no token for Cloud Logging: {plain_text(refused)}") from None
        except (RequestException, ValueError) as failed:
            raise SourceFailure(Outcome.UNREACHABLE, f"Cloud Logging did not answer: {plain_text(failed)}") from None
        if answer.status_code == 200 and isinstance(found, dict):
            return found
        raise self._failure(answer, found)

    def _failure(self, answer: Any, found: Any) -> SourceFailure:
        error = found.get("error", {}) if isinstance(found, dict) else {}
        status, name = answer.status_code, str(error.get("status", ""))
        if status in (401, 403):
            return SourceFailure(
                Outcome.DENIED,
                f"Cloud Logging refused {self._at.resource} ({name or status}). Fix: give the service account the role "
                "roles/logging.viewer there (roles/logging.privateLogViewer for audit logs of data access).",
            )
        if status == 429:
            text = answer.headers.get("Retry-After", "")
            wait = timedelta(seconds=int(text)) if text.isdigit() else None
            return SourceFailure(
                Outcome.THROTTLED, f"{self._at.resource}: the quota of reads is used up ({name})", retry_after=wait
            )
        detail = f"Cloud Logging, {self._at.resource}: {status} {name}: {plain_text(str(error.get('message', '')))}"
        return SourceFailure(Outcome.UNREACHABLE if status >= 500 else Outcome.FAILED, detail)


def filter_of(window: Window, at: CloudLogging) -> str:
    """The query: received within the window, not older than `late`, and what the source filters by, in parentheses."""
    parts = [
        f'receiveTimestamp >= "{written(window.start)}"',
        f'receiveTimestamp < "{written(window.end)}"',
        f'timestamp >= "{written(window.start - at.late)}"',
    ]
    if at.filter:
        parts.append(f"({at.filter})")
    return " AND ".join(parts)


def session_of(at: CloudLogging, secret: Callable[[str], str]) -> Any:
    """A session with tokens of the source's service account, else of the machine or job. Reads are tried four times."""
    try:
        import google.auth  # noqa: PLC0415
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
        from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415
        from google.oauth2.service_account import Credentials  # noqa: PLC0415
    except ImportError as missing:
        raise MissingDependency(
            "Cloud Logging needs google-auth and requests. Fix: pip install 'faultbook[gcp]', or add them to the job's "
            "environment."
        ) from missing
    if at.service_account:
        try:
            info = json.loads(secret(at.service_account))
            credentials: Any = Credentials.from_service_account_info(info, scopes=[_SCOPE])  # type: ignore[no-untyped-call]
        except (ValueError, KeyError, TypeError):
            # Their texts may hold a part of the key.
            raise SourceFailure(
                Outcome.DENIED, "service_account: the secret is not the JSON key of a service account"
            ) from None
    else:
        try:
            credentials, _ = google.auth.default(scopes=[_SCOPE])
        except GoogleAuthError as refused:
            raise SourceFailure(Outcome.DENIED, f"no identity for Cloud Logging: {plain_text(refused)}") from None
    return with_retries(AuthorizedSession(credentials))  # type: ignore[no-untyped-call]


def with_retries(session: Any) -> Any:
    """The session, which tries a request again that was throttled or failed over there; all of them are reads."""
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from urllib3.util import Retry  # noqa: PLC0415

    retries = Retry(
        total=3,
        backoff_factor=1,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=None,
        raise_on_status=False,
    )
    session.mount("https://", HTTPAdapter(max_retries=retries))
    return session


def _payload(row: Row) -> dict[str, Any]:
    """What was logged: a text, an object, or a message of an audit log, whose object stays as it is."""
    if isinstance(row.get("jsonPayload"), Mapping):
        return fields_of_object(row["jsonPayload"])
    proto = row.get("protoPayload")
    if isinstance(proto, Mapping):
        status = proto.get("status")
        message = status.get("message") if isinstance(status, Mapping) else None
        named = " ".join(str(proto[name]) for name in ("methodName", "resourceName") if proto.get(name))
        return {"message": message or named or str(proto.get("@type", "")), "protoPayload": proto}
    return fields_of_text(str(row.get("textPayload") or ""))
