"""Wrapped logs as formats: around each format, and around plain text where the lines inside are of none."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from faultbook.formats.detection import Wrapper, detect
from faultbook.formats.examples import examples_of
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import Format, Sample, is_blank
from faultbook.formats.wrapped.cri import CRI
from faultbook.formats.wrapped.docker import DOCKER
from faultbook.formats.wrapped.heroku import HEROKU
from faultbook.formats.wrapped.journal import JOURNAL
from faultbook.formats.wrapped.piece import Wrapping
from faultbook.formats.wrapped.reading import WrappedReader, reads_plain_text

WRAPPINGS = (CRI, DOCKER, HEROKU, JOURNAL)
SEPARATOR = "/"
"""Between the names of a wrapping and of the format inside, as in cri/klog."""
_LEAST_SHARE = 0.5
_LEAST_INSIDE = 0.5
"""A format that explains less than this of the lines inside leaves more of them out than plain text would."""


def around(wrapping: Wrapping, inner: Format) -> Format:
    """The format of lines that wrap those of another. Its table is that of the other."""
    return Format(
        name=f"{wrapping.name}{SEPARATOR}{inner.name}",
        about=f"{wrapping.about}: {inner.about}",
        table=inner.table,
        confidence=partial(_confidence, wrapping),
        reader=partial(WrappedReader, wrapping=wrapping, inner=inner),
        # A record of the one stream may be open where one of the other begins.
        cut_anywhere=False,
        several_of_a_line=inner.several_of_a_line or (wrapping.has_lines_of_lines and not reads_plain_text(inner)),
        examples=partial(examples_of, f"faultbook.formats.wrapped.{wrapping.name}") if inner is PLAIN else tuple,
    )


def format_named(name: str, formats: Mapping[str, Format]) -> Format | None:
    """The format of a name: `logfmt`, `cri/logfmt`, `cri` for plain text inside. None where no format is named so."""
    outer, _, inner = name.partition(SEPARATOR)
    wrapping = next((each for each in WRAPPINGS if each.name == outer), None)
    if wrapping is None:
        return formats.get(name)
    found = formats.get(inner or PLAIN.name)
    return around(wrapping, found) if found is not None else None


def wrappers_of(formats: Mapping[str, Format]) -> tuple[Wrapper, ...]:
    """What `detect` tries first: for each wrapping, the format that wraps one of `formats`."""
    return tuple(partial(wrapped_format, wrapping, formats) for wrapping in WRAPPINGS)


def wrapped_format(wrapping: Wrapping, formats: Mapping[str, Format], sample: Sample) -> Format | None:
    """The format of a sample that is wrapped so, around that of the lines inside; None where it is not."""
    inside = sample_inside(wrapping, sample)
    if inside is None:
        return None
    found = detect(inside, formats)
    if found.confidence >= _LEAST_INSIDE:
        return around(wrapping, found.format)
    return None if wrapping.needs_format else around(wrapping, PLAIN)


def confidence_inside(name: str, formats: Mapping[str, Format], sample: Sample) -> float:
    """How much of the lines inside the format of a wrapped log explains, 0 to 1; 1 for plain text and other logs."""
    outer, _, inner = name.partition(SEPARATOR)
    wrapping = next((each for each in WRAPPINGS if each.name == outer), None)
    if wrapping is None or inner not in formats or inner == PLAIN.name:
        return 1.0
    inside = sample_inside(wrapping, sample)
    return formats[inner].confidence(inside) if inside is not None and inside.lines else 0.0


def sample_inside(wrapping: Wrapping, sample: Sample) -> Sample | None:
    """The lines inside of a sample's lines, one stream behind the other; None where most are not wrapped so."""
    streams: dict[str, list[str]] = {}
    unended: dict[str, str] = {}
    found = 0
    for line in sample.lines:
        piece = wrapping.unwrap(line)
        if piece is None:
            continue
        found += 1
        text = unended.pop(piece.stream, "") + piece.text
        if piece.ends:
            streams.setdefault(piece.stream, []).extend(each for each in text.split("\n") if not is_blank(each))
        else:
            unended[piece.stream] = text
    if not found or found < _LEAST_SHARE * len(sample.lines):
        return None
    for stream, text in unended.items():
        streams.setdefault(stream, []).append(text)
    return replace(sample, lines=tuple(line for lines in streams.values() for line in lines if not is_blank(line)))


def _confidence(wrapping: Wrapping, sample: Sample) -> float:
    if not sample.lines:
        return 0.0
    return sum(wrapping.unwrap(line) is not None for line in sample.lines) / len(sample.lines)
