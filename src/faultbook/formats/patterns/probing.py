"""Patterns that take time without end are found by trial, before they meet a line that they do not match.

A pattern that repeats what repeats may need twice the time for every further character. So what a pattern repeats is
repeated in a text that it matches, a few times more at each step, until a step takes too long.
"""

import re
import time
from collections.abc import Iterator

from faultbook.formats.patterns.regexes import regex_of, samples_of

MOST_SECONDS = 0.1
"""What a text of LONGEST characters may cost; a tenth of it where time grows with the square of the length."""
LONGEST = 1_000
_STEPS = (*range(8, 25, 2), 28, 32, 40, 48, 64, 96, 128, 192, 300, 450, 700, 1_000, 1_500, 3_000)
"""How often a part is repeated: in steps so small that none takes much longer than the one before."""
_MOST_PLACES = 40
"""At which one part of a text is repeated."""
_RARELY_MATCHED = "\0"
"""At the end of a text: where nothing else is allowed there, every way to match is tried."""


def slow_text(
    pattern: str, timestamp: str | None = None, longest: int = LONGEST, seconds: float = MOST_SECONDS
) -> str | None:
    """A text of `longest` characters at most for which a pattern takes more than `seconds`; None where none was found.

    `timestamp`: what %{TIMESTAMP} matches.
    """
    compiled = re.compile(regex_of(pattern, timestamp).text, re.ASCII)
    for start, unit in _repetitions(pattern, timestamp):
        if (text := _slow(compiled, start, unit, longest, seconds)) is not None:
            return text
    return None


def _repetitions(pattern: str, timestamp: str | None) -> Iterator[tuple[str, str]]:
    """Beginnings of a text, and what may be repeated behind them: each once."""
    found: dict[tuple[str, str], None] = {}
    for sample, repeated in samples_of(pattern, timestamp):
        signs = {sign for sign in sample if not sign.isalnum()}
        for unit in (*repeated, *sorted(signs)):
            places = [place for place in range(len(sample)) if sample.startswith(unit, place)]
            found |= dict.fromkeys((sample[:place], unit) for place in places[:_MOST_PLACES])
    yield from found


def _slow(compiled: re.Pattern[str], start: str, unit: str, longest: int, seconds: float) -> str | None:
    for count in _STEPS:
        if count * len(unit) > longest:
            return None
        text: str = start + unit * count + _RARELY_MATCHED
        # Twice, for the machine may have been busy.
        if _seconds(compiled, text) > seconds and _seconds(compiled, text) > seconds:
            return text
    return None


def _seconds(compiled: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    compiled.fullmatch(text)
    return time.process_time() - begun
