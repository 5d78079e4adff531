"""Azure, by its CLI: diagnostic settings, an action group with a webhook, alert rules that carry the error text."""
