"""Names that files of the catalog take from elsewhere: time zones, encodings, entries of registries."""

import codecs
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, ValidationInfo

from faultbook.faults.severities import DEFAULT_SEVERITIES, severities_of
from faultbook.formats.encodings import is_bytewise

MOST_NAMES = 40


def expected_one_of(found: str, known: Iterable[str]) -> str:
    """`one of` the known names, the nearest first; only the nearest where there are many."""
    names = list(known)
    by_lower = {name.lower(): name for name in names}
    near = [by_lower[name] for name in get_close_matches(found.lower(), by_lower, n=3, cutoff=0.5)]
    others = [name for name in names if name not in near] if len(names) <= MOST_NAMES else []
    return f"one of {', '.join([*near, *others])}" if near or others else "a name of another kind"


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError) as unknown:
        # The nearest city is not always near in letters: its last part is compared too.
        by_part = {name.rpartition("/")[2].lower(): name for name in available_timezones() if "/" in name}
        near = get_close_matches(value.rpartition("/")[2].lower(), by_part, n=2)
        nearest = f", perhaps {' or '.join(by_part[part] for part in near)}" if near else ""
        raise ValueError(
            f"found {value!r}; expected the IANA name of a time zone, as Europe/Berlin or UTC{nearest}"
        ) from unknown
    return value


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
        reads_lines = not is_bytewise(value) or (
            "\n".encode(value) == b"\n" and b"\xff\n".decode(value, "surrogateescape").endswith("\n")
        )
    except (LookupError, ValueError) as unknown:
        raise ValueError(
            f"found {value!r}; expected an encoding of text that Python has: utf-8, utf-16, latin-1, cp1252, ..."
        ) from unknown
    if not reads_lines:
        raise ValueError(f"found {value!r}, in which lines do not end in ASCII's line feed; expected another encoding")
    return value


def severity_of(value: str, info: ValidationInfo) -> str:
    """The severity that a word means. ValueError where it is none of the context's, nor a spelling of one."""
    setting = (info.context or {}).get("severities", DEFAULT_SEVERITIES)
    severity = severities_of(setting).canonical(value)
    if severity is None or severity not in setting:
        raise ValueError(f"found {value!r}; expected {expected_one_of(value, setting)}")
    return severity


TimeZone = Annotated[str, AfterValidator(_zone)]
Encoding = Annotated[str, AfterValidator(_encoding)]
Severity = Annotated[str, AfterValidator(severity_of)]
"""A severity or one of its spellings; becomes the severity. The context of the file has the setting `severities`."""
