"""Fields as matches store them: as text, and people by a pseudonym.

Rules compare, group and count by who ran something, and matches are read by more people than the bill is. Equal names
have equal pseudonyms, so that groups and counts of different people stay right.
"""

from faultbook.rules.frame import Frame, WrongType
from faultbook.rules.model import Extractor
from faultbook.rules.sql import as_text_sql, column_sql, extract_sql

PSEUDONYM_DIGITS = 12
"""Hexadecimal digits of SHA-256 after `user-`: among 100,000 people two equal ones are rarer than 1 in 50,000."""


def stored_sql(name: str, frame: Frame) -> str:
    """SQL of a field as text; UnknownField and WrongType as `as_text_sql`."""
    return _hidden(as_text_sql(name, frame), name, frame)


def shown_sql(name: str, frame: Frame) -> str:
    """SQL of a field of any type as a person reads it; nothing is compared with it. UnknownField as `as_text_sql`."""
    try:
        return stored_sql(name, frame)
    except WrongType:
        return f"cast({column_sql(frame.field(name))} AS STRING)"


def extracted_sql(extractor: Extractor, frame: Frame) -> str:
    """SQL of the text that an extractor takes, as `rules.sql.extract_sql`."""
    return _hidden(extract_sql(extractor, frame), extractor.field, frame)


def _hidden(text: str, name: str, frame: Frame) -> str:
    if frame.field(name).column not in frame.people:
        return text
    return f"CASE WHEN {text} <> '' THEN concat('user-', left(sha2({text}, 256), {PSEUDONYM_DIGITS})) ELSE {text} END"
