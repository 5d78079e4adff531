"""OTLP/JSON: log records as the OpenTelemetry collector's file exporter writes them."""

from faultbook.formats.otlp.format import OTLP

__all__ = ["OTLP"]
