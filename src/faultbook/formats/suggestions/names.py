"""What the values of a column may be, by what they look like and by the key before them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

MOST = 0.95
"""Share of the lines that a column must be in, and of values that must look alike."""
_KNOWN_LEVELS = 0.6
_MOST_LEVELS = 8
_FEWEST_FOR_WORDS = 16
SINGLE_LETTERS = {
    "E": "error", "W": "warning", "I": "info", "D": "debug", "F": "fatal", "V": "verbose", "T": "trace",
    "C": "critical", "N": "notice", "A": "alert",
}  # fmt: skip
"""Letters that loggers write for levels -> spellings of the setting `severities`."""

_DOTTED = re.compile(r"[A-Za-z_$][\w$-]*(?:[.:/]{1,2}[\w$<>-]+)+:?")
_SHAPES: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = (
    (re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?"), ("host", "http_remote_address")),
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE), ("request_id", "correlation_id")),
    (re.compile(r"[0-9a-f]{32}", re.IGNORECASE), ("trace_id", "request_id")),
    (re.compile(r"[0-9a-f]{16}", re.IGNORECASE), ("span_id",)),
    (re.compile(r"\d{1,10}"), ("process_id", "thread_name")),
    (_DOTTED, ("logger_name",)),
)
"""What values look like -> what they may be."""
_KEYS = {
    **dict.fromkeys(("level", "lvl", "sev", "severity", "loglevel", "log_level"), "level"),
    **dict.fromkeys(("logger", "logger_name", "component", "module", "class", "category"), "logger_name"),
    **dict.fromkeys(("pid", "process", "process_id"), "process_id"),
    **dict.fromkeys(("thread", "tid", "thread_name"), "thread_name"),
    **dict.fromkeys(("host", "hostname", "server"), "host"),
    **dict.fromkeys(("service", "app", "application"), "service"),
    **dict.fromkeys(("trace", "trace_id", "traceid"), "trace_id"),
    **dict.fromkeys(("request", "request_id", "requestid", "req_id", "rid"), "request_id"),
    **dict.fromkeys(("user", "user_id", "uid"), "user_id"),
    **dict.fromkeys(("code", "error_code", "errorcode"), "error_code"),
}
"""Key in lower case -> the field."""
MESSAGE_KEYS = ("msg", "message", "text")


class Names:
    """Gives each column a name that no other has."""

    def __init__(self, levels: frozenset[str], used: Sequence[str] = ()) -> None:
        """`levels`: spellings of levels in lower case. `used`: names that are taken."""
        self.used = list(used)
        self._levels = levels

    def level(self, values: Sequence[str], *, only_known: bool = False) -> str | None:
        """`level` where most values are levels, or where all are of a few words in capitals; None where not.

        `only_known`: words in capitals do not count.
        """
        if "level" in self.used:
            return None
        words = Counter(values)
        known = sum(count for word, count in words.items() if self.is_level(word))
        if known >= _KNOWN_LEVELS * len(values):
            return "level"
        few = not only_known and 2 <= len(words) <= _MOST_LEVELS and len(values) >= _FEWEST_FOR_WORDS
        return "level" if few and all(word.isalpha() and word.isupper() and len(word) > 2 for word in words) else None

    def is_level(self, word: str) -> bool:
        """True for a known spelling of a level, and for the letters that loggers write for one."""
        return word.lower() in self._levels or word in SINGLE_LETTERS

    def shaped(self, values: Sequence[str]) -> str | None:
        """The name that the values show; None where they show none."""
        return next((self.free(*names) for shape, names in _SHAPES if share(values, shape) >= MOST), None)

    def of_key(self, key: str) -> str:
        """The name of a column that a key is written before."""
        plain = re.sub(r"\W", "_", key)
        return self.free(_KEYS.get(key.lower(), plain if plain[:1].isalpha() else "field"))

    def free(self, *names: str) -> str:
        """The first of the names that is not taken, else one for the metadata."""
        return next(name for name in (*names, *_numbered()) if name not in self.used)


def _numbered() -> Iterator[str]:
    yield from (f"field_{number}" for number in range(1, 1_000))


def share(values: Sequence[str], shape: re.Pattern[str]) -> float:
    """The share of the values that have a shape; 0 for none."""
    return sum(shape.fullmatch(value) is not None for value in values) / len(values) if values else 0.0
