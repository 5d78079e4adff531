"""What a level means: words by the spellings of the setting `severities`."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from faultbook.faults.severities import UNKNOWN

Spellings = Mapping[str, Sequence[str]]


class Levels:
    """The meaning of levels under one setting. A level that is no known spelling is Unknown, never harmless."""

    def __init__(self, severities: Spellings) -> None:
        """`severities`: canonical severity -> spellings in lower case, worst first."""
        self.mildest = tuple(severities)[-1]
        # The first severity that has a spelling counts.
        self._by_spelling: dict[str, str] = {}
        for name, spellings in severities.items():
            for spelling in (name, *spellings):
                self._by_spelling.setdefault(spelling.lower(), name)
        self.of_word = lru_cache(maxsize=1_024)(self._of_word)

    def spelled(self, level: str | None) -> str | None:
        """The severity of a spelling in any case; None where it is none. No level is looked for as the empty one."""
        return self._by_spelling.get((level or "").lower())

    def _of_word(self, level: str | None) -> str:
        """The severity of a level as written; Unknown where it is no spelling."""
        return self.spelled(level) or UNKNOWN
