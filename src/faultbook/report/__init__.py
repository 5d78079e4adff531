"""The nightly report: one day of a lakehouse as a value, as Markdown and as a page."""
