"""Request and user ids that a message carries: the Spark twin of faults/identifiers.py, equal to it on every text."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.identifiers import REQUEST_ID, USER_ID, IdPattern
from faultbook.transforms.logs.hints import span
from faultbook.transforms.logs.masking import first_characters, listed

_REQUEST_WORDS = ("req", "Req", "REQ")
_USER_WORDS = ("user", "User", "USER")


def request_id(message: Column) -> Column:
    """The first request id in the message. Nulls: where there is none."""
    return _first(message, REQUEST_ID, _REQUEST_WORDS)


def user_id(message: Column) -> Column:
    """The first user id in the message. Nulls: where there is none."""
    return _first(message, USER_ID, _USER_WORDS)


def request_id_span(shape: Column) -> Column:
    """Where the request id stands in all messages of one shape: a span, see hints. Nulls: NULL where there is none."""
    return F.when(_has_any(shape, _REQUEST_WORDS), span(shape, REQUEST_ID.value, lead=REQUEST_ID.lead))


def user_id_span(shape: Column) -> Column:
    """Where the user id stands in all messages of one shape: a span, see hints. Nulls: NULL where there is none."""
    return F.when(_has_any(shape, _USER_WORDS), span(shape, USER_ID.value, lead=USER_ID.lead))


def _first(message: Column, pattern: IdPattern, words: tuple[str, ...]) -> Column:
    # Most messages hold none of the words, and a plain search costs a tenth of the pattern.
    text = F.regexp_extract(first_characters(message), listed(pattern.whole), 1)
    return F.when(_has_any(message, words), F.nullif(text, F.lit("")))


def _has_any(text: Column, words: tuple[str, ...]) -> Column:
    first, *others = (text.contains(word) for word in words)
    for other in others:
        first = first | other
    return first
