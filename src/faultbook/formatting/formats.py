"""Answers for other programs: one JSON array, or CSV by RFC 4180."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from faultbook.formatting.values import json_text, plain_text, visible
from faultbook.stores.answers import Answer

NEEDS_QUOTES = re.compile(r'[",\r\n]')


class OutputFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def json_lines(answer: Answer) -> Iterator[str]:
    """The answer as one JSON array, one object a line, so that both JSON and line tools can read it."""
    if not answer.rows:
        yield "[]\n"
        return
    last = len(answer.rows) - 1
    for position, record in enumerate(answer.records()):
        yield f"{'[' if position == 0 else ' '}{json_text(record)}{']' if position == last else ','}\n"


def csv_lines(answer: Answer, *, escaped: bool = False) -> Iterator[str]:
    """The answer as CSV with a header and CRLF ends. NULL is nothing, an empty text is `""`, nested values are JSON.

    Texts are exact, unless `escaped` (for a terminal, which would obey control characters).
    """
    for row in ([column.name for column in answer.columns], *answer.rows):
        yield ",".join(_field(value, escaped) for value in row) + "\r\n"


def _field(value: Any, escaped: bool) -> str:
    if value is None:
        return ""
    text = visible(plain_text(value)) if escaped else plain_text(value)
    return '"' + text.replace('"', '""') + '"' if text == "" or NEEDS_QUOTES.search(text) else text
