"""The registration of JSON documents."""

import json
import re
from collections.abc import Sequence
from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.json_fields.documents import DocumentReader
from faultbook.formats.json_fields.headers import is_header
from faultbook.formats.json_fields.judging import explained
from faultbook.formats.port import Format, RecordTable, Sample

_SHAPE = re.compile(r'\s*(?:[\]}]|[\[{]\s*(?:\Z|[\[\]{}"])|"(?:[^"\\]++|\\.)*+"\s*(?::|,?\s*\Z))')
"""How a line of a document begins that one object or array has over several lines."""
_MEMBER = re.compile(
    r'[\]}]*,\Z|[\]}]+\Z|"(?:[^"\\]++|\\.)*+"\s*(?::.*|,?)\Z|(?:-?\d[\d.eE+-]*+|true|false|null),?\Z', re.DOTALL
)
"""A line within an object or at its end."""
_FIRST = re.compile(r'\{\s*(?:\Z|")|\[\s*(?:\Z|[\[{])')

_CLOSES = ("}", "]")
_ENDS = (",", "{", "[", *_CLOSES)
"""What the line of a member ends with, unless the object closes behind it."""
_ENDS_OBJECT = ("}", "},")
_UNDECIDED = 0.6
"""For lines of the right shape, of which none is a complete record yet."""


def confidence(sample: Sample) -> float:
    """Share of the lines that are of records; 0 where no object of several lines begins in the first line.

    An array may be on one line. Before the first beginning there may be the end of an object that was cut, at any
    place of a line.
    """
    lines = [line for line in map(str.strip, sample.lines) if not is_header(line)]
    if _is_end_of_member(lines):
        lines = lines[1:]
    first = next((line for line in lines if not _MEMBER.match(line)), "")
    if not _FIRST.match(first) or _is_object(first):
        return 0.0
    share = explained(DocumentReader, sample.lines)
    return max(share, _UNDECIDED * _shaped(sample.lines))


def _is_end_of_member(lines: Sequence[str]) -> bool:
    """True where the first line may be the rest of one of an object, which the next lines go on with."""
    if len(lines) < 2 or _FIRST.match(lines[0]):
        return False
    # A text that goes before a document is no end of one.
    if lines[0].endswith(_ENDS_OBJECT):
        return _MEMBER.match(lines[1]) is not None or _FIRST.match(lines[1]) is not None
    return _MEMBER.match(lines[1]) is not None and (lines[0].endswith(_ENDS) or lines[1].startswith(_CLOSES))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _shaped(lines: Sequence[str]) -> float:
    return sum(_SHAPE.match(line) is not None for line in lines) / len(lines)


JSON_DOCUMENTS = Format(
    name="json",
    about="JSON objects that go over several lines, and arrays of objects.",
    table=RecordTable.LOGS,
    confidence=confidence,
    reader=DocumentReader,
    cut_anywhere=False,
    examples=partial(examples_of, "faultbook.formats.json_documents"),
)
