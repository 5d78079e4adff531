"""The rows behind log alerts of Azure Monitor: an alert's link in, an envelope with the error text out."""

from faultbook.polling.alert_rows.fetching import SOURCE, Alert, RowSource, fetch_alert_rows

__all__ = ["SOURCE", "Alert", "RowSource", "fetch_alert_rows"]
