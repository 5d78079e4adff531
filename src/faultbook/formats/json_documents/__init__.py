"""JSON documents: objects that go over several lines, and arrays of objects."""

from faultbook.formats.json_documents.format import JSON_DOCUMENTS

__all__ = ["JSON_DOCUMENTS"]
