"""How one file is read: its source's rule, else what its content shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from faultbook.formats.detection import Detected, detect
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import Format, ReadOptions, Sample
from faultbook.formats.printed import is_printed
from faultbook.formats.sampling import is_binary, later_sample_of, sample_of
from faultbook.formats.source_rules import SourceRule, SourceRules
from faultbook.formats.wrapped.wrappers import format_named, wrappers_of

_UNSURE = 0.5
"""Below it the file is looked at in its middle and at its end too: it may begin with a banner."""


@dataclass(frozen=True)
class Choice:
    """How a file is read, and why: the rule of its source, what was detected where the rule names no format."""

    format: Format
    encoding: str
    options: ReadOptions
    rule: SourceRule
    sample: Sample
    detected: Detected | None = None


def choose(
    path: str,
    file: BinaryIO,
    rules: SourceRules,
    *,
    formats: Mapping[str, Format],
    options: ReadOptions,
) -> Choice:
    """How the file is read. `path`: relative to the landing root. `options`: of the run, with the file's time.

    The file is read from where it stands, a sample of it. KeyError where a rule names a format that is none of
    `formats`; DamagedFile where its beginning cannot be decompressed.
    """
    rule = rules.rule_for(path)
    sample, encoding = sample_of(path, file, rule.encoding)
    if rule.format is not None:
        named = format_named(rule.format, formats)
        if named is None:
            raise KeyError(rule.format)
        return Choice(named, encoding, rule.options(options), rule, sample)
    wrappers = wrappers_of(formats)
    detected = detect(sample, formats, wrappers)
    if detected.confidence < _UNSURE and (later := later_sample_of(path, file, encoding)) is not None:
        detected = max(detected, detect(later, formats, wrappers), key=lambda found: found.confidence)
    if detected.confidence < _UNSURE and sample.lines and is_printed(path) and not is_binary(sample):
        detected = _plain(detected)
    return Choice(detected.format, encoding, rule.options(options), rule, sample, detected)


def _plain(detected: Detected) -> Detected:
    """Plain text instead of what explains little of a file: all of it is text that a program printed."""
    explained = ((detected.format.name, detected.confidence),) if detected.confidence else ()
    return Detected(PLAIN, 1.0, (*explained, *detected.runners_up))
