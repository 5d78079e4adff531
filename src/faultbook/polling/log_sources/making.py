"""Entries of catalog/log_sources.yml as sources that can be polled."""

from collections.abc import Callable, Iterable
from functools import partial

from faultbook.catalog.log_sources import LogSourceEntry
from faultbook.polling.log_sources.cloud_logging import CloudLoggingReader, session_of
from faultbook.polling.log_sources.cloudwatch import CloudWatchReader, client_of
from faultbook.polling.log_sources.log_analytics import LogAnalyticsReader, credential_of
from faultbook.polling.log_sources.port import LogReader, LogSource


def log_sources(entries: Iterable[LogSourceEntry], *, secret: Callable[[str], str]) -> list[LogSource]:
    """The sources in their order. `secret` returns the value of a reference such as `${secret:scope/key}`.

    Clients are made when a source is polled: a source that is paused needs no secret.
    """
    return [
        LogSource(
            name=entry.name,
            reader=partial(reader_of, entry, secret),
            every=entry.every,
            settle=entry.settle,
            recheck=entry.recheck,
            start=entry.start,
        )
        for entry in entries
    ]


def reader_of(entry: LogSourceEntry, secret: Callable[[str], str]) -> LogReader:
    """The reader of an entry's vendor. MissingDependency where its library is not installed."""
    if entry.log_analytics is not None:
        return LogAnalyticsReader(entry, credential_of(entry, secret))
    if entry.cloudwatch is not None:
        return CloudWatchReader(entry, client_of(entry.cloudwatch, secret))
    assert entry.cloud_logging is not None
    return CloudLoggingReader(entry, session_of(entry.cloud_logging, secret))
