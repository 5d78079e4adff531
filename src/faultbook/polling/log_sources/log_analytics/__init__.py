"""Tables of a Log Analytics workspace."""

from faultbook.polling.log_sources.log_analytics.reader import LogAnalyticsReader, credential_of

__all__ = ["LogAnalyticsReader", "credential_of"]
