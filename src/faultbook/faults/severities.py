"""Severities as data: their order, which of them are errors, and how each is coloured. One place for all of it.

The setting `severities` names them from the worst to the mildest. `setup` and `ingest` store what follows from it in
the table severity_ranks, which views, reports, questions and pages read; nothing else fixes a name. Standard library
only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNKNOWN = "Unknown"
"""Severity of a record whose level is missing or is no known spelling. No setting may name it."""
UNKNOWN_RANK = 1
"""Rank of Unknown, and of stored severities that no setting names any more: just behind the errors, before the rest."""
ERROR_SPELLING = "error"
MOST_SEVERITIES = 8

DEFAULT_SEVERITIES: dict[str, list[str]] = {
    "Critical": ["critical", "crit", "fatal", "ftl", "emergency", "emerg", "alert", "severe", "panic", "dpanic"],
    "Error": ["error", "err"],
    "Warning": ["warning", "warn", "wrn"],
    "Event": ["event", "evt"],
    "Info": [
        *("info", "inf", "information", "informational", "notice", "success", "config"),
        *("debug", "dbg", "trace", "verbose", "vrb", "fine", "finer", "finest"),
    ],
}

_COLOURS = {
    "critical": "#a4161a",
    "critical-2": "#7a0c2e",
    "error": "#e5383b",
    "unknown": "#8e5ea2",
    "warning": "#f4a261",
    "event": "#43aa8b",
    "event-2": "#577590",
    "event-3": "#90be6d",
    "info": "#8d99ae",
}
COLOUR_CLASSES = tuple(_COLOURS)
"""Names of the classes that style sheets colour, from worst to mildest."""
_WORSE_CLASSES = ("critical", "critical-2")
_BETWEEN_CLASSES = ("event", "event-2", "event-3")


@dataclass(frozen=True)
class Severity:
    """One severity. `rank`: 0 for the one that is spelled `error`, below 0 what is worse, above 0 what is milder."""

    name: str
    rank: int
    is_error: bool
    """True for errors and worse; False for Unknown, which is counted apart."""
    spellings: tuple[str, ...] = ()
    """How levels spell it, in lower case; for Unknown none."""


class Severities:
    """All severities of a lakehouse, Unknown among them, worst first."""

    def __init__(self, severities: Iterable[Severity]) -> None:
        """In any order; Unknown is added where it is missing."""
        found = {severity.name: severity for severity in severities}
        found.setdefault(UNKNOWN, Severity(UNKNOWN, UNKNOWN_RANK, is_error=False))
        self.all = tuple(sorted(found.values(), key=lambda severity: (severity.rank, severity.name)))
        self._by_name = {severity.name: severity for severity in self.all}
        self._by_spelling = {
            spelling: severity.name
            for severity in self.all
            for spelling in (severity.name.lower(), *severity.spellings)
        }
        self._classes = _classes(self.all)

    @property
    def names(self) -> tuple[str, ...]:
        """Canonical names, worst first."""
        return tuple(severity.name for severity in self.all)

    @property
    def errors(self) -> tuple[str, ...]:
        """Names of the errors and what is worse, worst first."""
        return tuple(severity.name for severity in self.all if severity.is_error)

    @property
    def mildest(self) -> str | None:
        """Name of the mildest severity; None where the setting has only errors, so that nothing is mild."""
        last = self.all[-1]
        return None if last.is_error or last.name == UNKNOWN else last.name

    def rank(self, name: str) -> int:
        """The rank of a stored severity; that of Unknown for a name that no setting has any more."""
        return self._by_name[name].rank if name in self._by_name else UNKNOWN_RANK

    def is_error(self, name: str) -> bool:
        """True for errors and worse."""
        return name in self._by_name and self._by_name[name].is_error

    def order(self, name: str) -> tuple[int, str]:
        """Sort key: worst first, names of equal rank by the alphabet."""
        return self.rank(name), name

    def worst(self, names: Iterable[str]) -> str:
        """The worst of some names, of which there is one at least."""
        return min(names, key=self.order)

    def canonical(self, spelled: str) -> str | None:
        """The name that a spelling stands for, in any case; None where it is none."""
        word = spelled.strip()
        return word if word in self._by_name else self._by_spelling.get(word.lower())

    @property
    def spellings(self) -> Mapping[str, str]:
        """Spelling in lower case -> canonical name, names among the spellings."""
        return self._by_spelling

    def alert_level(self, name: str) -> str:
        """How bad an alert about a new pattern is: critical for what is worse than the error, high for the error, and
        medium for all else, Unknown among it.

        Where no severity has the spelling `error`, the worst is critical and no other more than medium.
        """
        rank = self.rank(name)
        if rank > 0:
            return "medium"
        return "critical" if rank < 0 or ERROR_SPELLING not in self._by_spelling else "high"

    def colour_class(self, name: str) -> str:
        """The class of COLOUR_CLASSES that colours a severity; `unknown` for a name that no setting has any more."""
        return self._classes.get(name, "unknown")

    def colour(self, name: str) -> str:
        """The colour of a severity, as #rrggbb."""
        return _COLOURS[self.colour_class(name)]


def severities_of(setting: Mapping[str, Sequence[str]]) -> Severities:
    """The severities that a setting names from worst to mildest, and Unknown.

    The one with the spelling `error` is the error; where none has it, the first and worst is.
    """
    names = list(setting)
    error_at = next((at for at, name in enumerate(names) if ERROR_SPELLING in _spelled(name, setting[name])), 0)
    return Severities(
        Severity(
            name,
            # Behind the error stands Unknown.
            rank=at - error_at if at <= error_at else at - error_at + UNKNOWN_RANK,
            is_error=at <= error_at,
            spellings=_spelled(name, setting[name]),
        )
        for at, name in enumerate(names)
    )


def stored_severities(rows: Iterable[Mapping[str, Any]]) -> Severities:
    """The severities of the rows of severity_ranks; those of the default setting where there are no rows."""
    found = [Severity(row["severity"], row["rank"], row["is_error"], tuple(row["spellings"] or ())) for row in rows]
    return Severities(found) if found else severities_of(DEFAULT_SEVERITIES)


def refused(setting: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with a setting of severities, in words; None where it may be used."""
    if not 1 <= len(setting) <= MOST_SEVERITIES:
        return (
            f"{len(setting)} severities; expected 1 to {MOST_SEVERITIES}, because tables are partitioned by severity "
            f"({UNKNOWN} is beside them and does not count)"
        )
    for name in setting:
        if name.strip().lower() == UNKNOWN.lower():
            return (
                f"{name} is reserved for records whose level is missing or is no known spelling; expected another name "
                "for a severity of your own (its spellings may hold it)"
            )
        # It becomes the name of a folder and a literal in SQL of two engines.
        if not name or name != name.strip() or any(sign in "'\"\\" or not sign.isprintable() for sign in name):
            return (
                f"{name!r} is no name of a severity; expected words without quotes, backslashes and spaces around them"
            )
    spellings = [spelling for name, others in setting.items() for spelling in _spelled(name, others)]
    twice = sorted({spelling for spelling in spellings if spellings.count(spelling) > 1})
    if twice:
        return f"{', '.join(map(repr, twice))} given for two severities; expected each spelling once"
    return None


def _spelled(name: str, others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name.lower(), *(spelling.lower() for spelling in others))))


def _classes(severities: Sequence[Severity]) -> dict[str, str]:
    named = [severity for severity in severities if severity.name != UNKNOWN]
    worse = [severity.name for severity in named if severity.rank < 0]
    milder = [severity.name for severity in named if severity.rank > 0]
    classes = {severity.name: "error" for severity in named if severity.rank == 0}
    classes |= {name: _WORSE_CLASSES[at % len(_WORSE_CLASSES)] for at, name in enumerate(worse)}
    if milder:
        between = milder[1:-1]
        classes |= {name: _BETWEEN_CLASSES[at % len(_BETWEEN_CLASSES)] for at, name in enumerate(between)}
        classes |= {milder[-1]: "info", milder[0]: "warning"}
    return classes | {UNKNOWN: "unknown"}
