"""Names that files of the catalog take from elsewhere: time zones, encodings, entries of registries."""

import codecs
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from faultbook.faults.severities import DEFAULT_SEVERITIES, severities_of
from faultbook.formats.encodings import is_bytewise
from faultbook.registry import expected_one_of
from faultbook.routing.matchers import matchers_of
from faultbook.routing.zones import zone_of


def _zone(value: str) -> str:
    zone_of(value)
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


def _matchers(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("expected a list of matchers, as ['severity=\"critical\"']")
    return matchers_of(value)


TimeZone = Annotated[str, AfterValidator(_zone)]
Encoding = Annotated[str, AfterValidator(_encoding)]
Severity = Annotated[str, AfterValidator(severity_of)]
"""A severity or one of its spellings; becomes the severity. The context of the file has the setting `severities`."""
MatcherTexts = Annotated[Any, BeforeValidator(_matchers)]
"""Texts as Alertmanager writes them, `severity="critical"`; become matchers."""
