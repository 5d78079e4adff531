"""Logs of other services, polled into the landing folder as JSON lines that ingest reads like any file."""

from faultbook.polling.log_sources.polling import poll_logs
from faultbook.polling.log_sources.port import LogPoll, LogSource, Outcome

__all__ = ["LogPoll", "LogSource", "Outcome", "poll_logs"]
