"""Reads a log group of CloudWatch Logs by boto3's `filter_log_events`.

Not by Logs Insights: that costs for each GB it scans, answers at most 10,000 rows and needs a request to start and
others to wait, while `FilterLogEvents` is free of charge and returns every event in pages of 1 MB.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.catalog.log_sources import CloudWatch, LogSourceEntry
from faultbook.errors import MissingDependency
from faultbook.polling.log_sources.failures import plain_text
from faultbook.polling.log_sources.lines import labelled
from faultbook.polling.log_sources.logged import fields_of_text
from faultbook.polling.log_sources.port import Outcome, Row, SourceFailure, Window, written

_FUTURE = timedelta(hours=2)
"""PutLogEvents takes events that are up to two hours ahead of its clock."""
_DENIED = {
    "AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidClientTokenId",
    "ExpiredTokenException", "ExpiredToken", "InvalidSignatureException", "SignatureDoesNotMatch",
    "MissingAuthenticationToken",
}  # fmt: skip
_THROTTLED = {
    "ThrottlingException",
    "Throttling",
    "LimitExceededException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
}
_REQUEST_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_LAMBDA = "/aws/lambda/"


class CloudWatchReader:
    """Reads one log group.

    Requests can be limited by the time of events only. So a window is read from `late` before it, and what arrived
    within it is kept: each event has the instant at which CloudWatch took it in.
    """

    has_row_ids = True

    def __init__(self, entry: LogSourceEntry, client: Any) -> None:
        """`entry` has a cloudwatch; `client` is boto3's for `logs`."""
        assert entry.cloudwatch is not None
        self._entry, self._at, self._client = entry, entry.cloudwatch, client
        self.requests = 0

    def rows(self, window: Window) -> Iterator[Row]:
        """The events that arrived within the window, with the id of each."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # noqa: PLC0415

        request: dict[str, Any] = {
            "logGroupName": self._at.log_group,
            "startTime": _millis(window.start - self._at.late),
            "endTime": _millis(window.end + _FUTURE),
        }
        if self._at.filter is not None:
            request["filterPattern"] = self._at.filter
        if self._at.stream_prefix is not None:
            request["logStreamNamePrefix"] = self._at.stream_prefix
        try:
            for page in self._client.get_paginator("filter_log_events").paginate(**request):
                self.requests += 1
                for event in page.get("events", ()):
                    if window.contains(_instant(event["ingestionTime"])):
                        yield event
        except ClientError as failed:
            raise self._failure(failed) from None
        except NoCredentialsError:
            raise SourceFailure(Outcome.DENIED, f"no credentials for CloudWatch Logs in {self._at.region}") from None
        except BotoCoreError as failed:
            raise SourceFailure(Outcome.UNREACHABLE, f"CloudWatch Logs did not answer: {plain_text(failed)}") from None

    def count(self, window: Window) -> int | None:  # noqa: ARG002  (the port's)
        """None: events are counted by reading them."""
        return None

    def row_id(self, row: Row) -> str:
        """The event's id."""
        return str(row["eventId"])

    def fields(self, row: Row) -> dict[str, Any]:
        """The event as fields of a log record: those of its text, and where it is from."""
        text = str(row.get("message") or "")
        fields = fields_of_text(text) | {
            "timestamp": written(_instant(row["timestamp"])),
            "source_type": "CloudWatch Logs",
            "ingested_at": written(_instant(row["ingestionTime"])),
            "log_group": self._at.log_group,
            "log_stream": row.get("logStreamName"),
        }
        group = self._at.log_group
        fields.setdefault("service", group.removeprefix(_LAMBDA).strip("/").rpartition("/")[2] or group)
        if group.startswith(_LAMBDA) and (found := _REQUEST_ID.search(text)):
            fields.setdefault("request_id", found[0])
        return labelled(fields, service=self._entry.service, environment=self._entry.environment)

    def _failure(self, failed: Any) -> SourceFailure:
        code = str(failed.response.get("Error", {}).get("Code", ""))
        status = failed.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        where = f"log group {self._at.log_group} in {self._at.region}"
        if code in _DENIED or status in (401, 403):
            return SourceFailure(
                Outcome.DENIED, f"{where}: {code}. Fix: allow the identity logs:FilterLogEvents on the log group."
            )
        if code in _THROTTLED or status == 429:
            return SourceFailure(Outcome.THROTTLED, f"{where}: {code}")
        if code == "ResourceNotFoundException":
            return SourceFailure(Outcome.FAILED, f"{where} does not exist. Fix: correct region or log_group.")
        if status >= 500:
            return SourceFailure(Outcome.UNREACHABLE, f"{where}: {code or status}")
        return SourceFailure(Outcome.FAILED, f"{where}: {code}: {plain_text(failed)}")


def client_of(at: CloudWatch, secret: Callable[[str], str], **options: Any) -> Any:
    """boto3's client for a source: its key, else that of the machine or job; with the role, where it names one."""
    try:
        import boto3  # noqa: PLC0415
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    except ImportError as missing:
        raise MissingDependency(
            "CloudWatch Logs needs boto3. Fix: pip install 'faultbook[aws]', or add it to the job's environment."
        ) from missing
    config = Config(
        region_name=at.region,
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": options.pop("attempts", 5)},
    )
    key: dict[str, str] = {}
    if at.access_key_id and at.secret_access_key:
        key = {
            "aws_access_key_id": secret(at.access_key_id),
            "aws_secret_access_key": secret(at.secret_access_key),
        }
    if at.role_arn:
        try:
            tokens = boto3.client("sts", config=config, **key)
            given = tokens.assume_role(RoleArn=at.role_arn, RoleSessionName="faultbook")["Credentials"]
        except (BotoCoreError, ClientError) as refused:
            raise SourceFailure(
                Outcome.DENIED, f"the role {at.role_arn} was not given: {plain_text(refused)}"
            ) from None
        key = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
    return boto3.client("logs", config=config, **key, **options)


def _millis(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000)


def _instant(millis: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=millis)
