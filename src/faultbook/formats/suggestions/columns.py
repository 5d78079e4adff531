"""The columns of lines that begin records, as a regular expression: what is between them is the same in most."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from faultbook.faults.redaction import redact
from faultbook.formats.suggestions.names import MESSAGE_KEYS, MOST, Names

MOST_COLUMNS = 12
_MOST_AHEAD = 9
_FEWEST_AHEAD = 8
"""Lines that must have a program's name behind a host before that is more than two words of a message."""
_SIGNS = re.compile(r"[\s\-|:;,\[\](){}<>\"=*#/]*")
_SPACES = re.compile(" +")
_CLOSING = {"[": "]", "(": ")", "{": "}", "<": ">", '"': '"'}
_DELIMITERS = {
    **dict.fromkeys((" - ", " -- ", " --- ", " | ", " : ", " => ", " # "), r"\S+"),
    **{"|": r"[^|]+", "\t": r"[^\t]+", ";": r"[^;]+", ": ": r"\S+?"},
}
"""What ends a column -> what its values are."""
_GROUP = re.compile(r"\(\?<\w+>[^)]*\)")
_KEY = re.compile(r"([A-Za-z][\w.-]{0,40})=")
_PROGRAM = re.compile(r"(?P<value>[^\s\[:]+)(?:\[(?P<process_id>\d+)\])?(?=:)")


@dataclass
class Columns:
    """A regular expression with named groups, which matches from the beginning of the texts that it was found in.

    `names`: of its groups. `levels`: the values of the column `level`, with their counts. `matched`: places of the
    texts that it matches, with what is behind it. `widths`: characters of the values of each column, all together.
    """

    regex: str = ""
    names: list[str] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    matched: dict[int, str] = field(default_factory=dict)
    widths: Counter[str] = field(default_factory=Counter)


def escaped(text: str) -> str:
    """A literal text in a regular expression; what is not printable is any one character."""
    text = "".join(sign if sign.isprintable() or sign == "\t" else "\0" for sign in text)
    signs = re.sub(r"[.^$*+?{}\[\]\\|()]", lambda sign: "\\" + sign[0], text)
    return signs.replace("\t", r"\t").replace("\0", ".")


class ColumnFinder:
    """Finds columns in texts one after the other, each as long as nearly all texts have it."""

    def __init__(self, texts: Sequence[str], levels: frozenset[str], used: Sequence[str] = ()) -> None:
        """`levels`: spellings of levels in lower case. `used`: names that are taken."""
        self._rests = dict(enumerate(texts))
        self._least = MOST * len(texts)
        self._names = Names(levels, used)
        self._found = Columns()

    def find(self, *, whole: bool = False) -> Columns:
        """The columns from the beginning on; with `whole` up to the end, else up to where the texts are free."""
        for _ in range(MOST_COLUMNS):
            self._take_signs()
            if not any(self._rests.values()) or (whole and self._take_last()):
                break
            if not (self._take_key() or self._take_bracketed() or self._take_token(whole=whole)):
                break
        self._found.matched = self._rests
        return self._found

    def _take_signs(self) -> None:
        """What is before the next column in nearly all texts."""
        starts = (_SIGNS.match(rest) for rest in self._rests.values())
        runs = [_SPACES.sub(" ", start[0]) for start in starts if start]
        common = _common_start(runs, self._least)
        if not common:
            return
        literal = escaped(common)
        found = self._matches(f"{literal}(?! )" if common.endswith(" ") else literal)
        if len(found) < len(self._rests):
            literal = literal.replace(" ", " +")
            found = self._matches(literal)
        self._accept(found, literal)

    def _take_last(self) -> bool:
        """What is the same in all texts, up to their end, but for a level at its beginning. A secret is a column."""
        same = set(self._rests.values())
        if len(same) > 1 or any(redact(text) != text for text in same):
            return False
        self._take_level()
        [text] = set(self._rests.values())
        self._found.regex += escaped(text)
        self._rests = dict.fromkeys(self._rests, "")
        return True

    def _take_key(self) -> bool:
        """`key=value`, where the key is the same in nearly all texts. The key of the message ends the columns."""
        keys = Counter(found[1] for rest in self._rests.values() if (found := _KEY.match(rest)))
        [(key, count)] = keys.most_common(1) or [("", 0)]
        if count < self._least or not key or key.lower() in MESSAGE_KEYS:
            return False
        self._accept(self._matches(f"{escaped(key)}="), f"{escaped(key)}=")
        name = self._names.of_key(key)
        quoted = self._take('[^"]*', '(?=")', lambda _: name, before='"')
        return quoted or self._take(r"[^\s,;|]*", "", lambda _: name)

    def _take_bracketed(self) -> bool:
        closing = _CLOSING.get(self._found.regex[-1:])
        if closing is None or (closing == '"' and _GROUP.sub("", self._found.regex).count('"') % 2 == 0):
            return False
        inner = r"\]" if closing == "]" else closing
        # A bracket may be part of what is in brackets: one that ends it is followed by what divides.
        ends = rf"(?={escaped(closing)}(?:[\s:,;|\[(-]|$))"
        is_nested = any(closing in found["value"] for found in self._matches(f"(?P<value>.*?){ends}").values())
        return self._take(".*?" if is_nested else f"[^{inner}]*", ends, self._bracketed_name)

    def _bracketed_name(self, values: Sequence[str]) -> str | None:
        if self._found.regex.endswith('"'):
            return self._names.free()
        return self._names.level(values) or self._names.shaped(values) or self._names.free("thread_name", "logger_name")

    def _take_token(self, *, whole: bool) -> bool:
        steps = [self._take_level, self._take_source, self._take_program, self._take_delimited, self._take_shaped]
        steps += [self._take_word] if whole or self._is_level_ahead() or self._is_program_ahead() else []
        steps += [self._take_rest] if whole else []
        return any(step() for step in steps)

    def _take_level(self) -> bool:
        return self._take("[A-Za-z]+", r"(?![\w.$])", self._level_name)

    def _take_delimited(self) -> bool:
        return any(
            self._take(value, f"(?={escaped(delimiter)})", self._delimited_name)
            for delimiter, value in _DELIMITERS.items()
        )

    def _take_shaped(self) -> bool:
        return self._take(r"\S+", r"(?=\s)", self._names.shaped)

    def _take_word(self) -> bool:
        return self._take(r"\S+", r"(?=\s)", self._word_name)

    def _take_rest(self) -> bool:
        return self._take(r"[^\s\[\](){}<>|;,]+", "", self._word_name)

    def _level_name(self, values: Sequence[str]) -> str | None:
        return self._names.level(values, only_known=self._is_level_ahead())

    def _delimited_name(self, values: Sequence[str]) -> str | None:
        return self._level_name(values) or self._names.shaped(values) or self._names.free("logger_name")

    def _word_name(self, _: Sequence[str]) -> str | None:
        return self._names.free("host") if self._is_program_ahead() else self._names.free()

    def _is_level_ahead(self) -> bool:
        """True where one of the next words is a level in nearly all texts."""
        if "level" in self._names.used:
            return False
        words = [rest.split(" ", _MOST_AHEAD) for rest in self._rests.values()]
        return any(
            sum(len(line) > at and self._names.is_level(line[at]) and len(line[at]) > 1 for line in words)
            >= self._least
            for at in range(1, _MOST_AHEAD)
        )

    def _is_program_ahead(self) -> bool:
        """True where the word after next ends in a colon in nearly all texts, as in `host program[1]: message`."""
        found = self._matches(r"([^\s:]+) [A-Za-z][^\s:]*: ")
        hosts = {match[1] for match in found.values()}
        return self._enough(found) and len(found) >= _FEWEST_AHEAD and len(hosts) <= max(3, len(found) // 10)

    def _take_source(self) -> bool:
        """A source file with its line."""
        if "source_file" in self._names.used:
            return False
        found = self._matches(r"[^\s:()]+\.\w{1,5}:\d+")
        if not self._enough(found):
            return False
        self._accept(found, r"(?<source_file>[^\s:()]+):(?<source_line>\d+)", "source_file", "source_line")
        return True

    def _take_program(self) -> bool:
        """`program[1]:`, where some of the programs have a number."""
        found = {at: match for at, rest in self._rests.items() if (match := _PROGRAM.match(rest)) is not None}
        if not self._enough(found) or not any(match["process_id"] for match in found.values()):
            return False
        name, number = self._names.free("logger_name"), self._names.free("process_id")
        self._accept(found, rf"(?<{name}>[^\s\[:]+)(?:\[(?<{number}>\d+)\])?", name, number)
        return True

    def _take(self, value: str, behind: str, name_of: Callable[[Sequence[str]], str | None], before: str = "") -> bool:
        """Takes a column where nearly all texts have it and its values have a name."""
        found = self._matches(f"{before}(?P<value>{value}){behind}")
        if not self._enough(found):
            return False
        values = [match["value"] for match in found.values()]
        name = name_of(values)
        if name is None:
            return False
        if name == "level":
            self._found.levels.update(values)
        self._found.widths[name] = sum(map(len, values))
        self._accept(found, f"{before}(?<{name}>{value})", name)
        return True

    def _matches(self, regex: str) -> dict[int, re.Match[str]]:
        pattern = re.compile(regex, re.ASCII)
        return {at: found for at, rest in self._rests.items() if (found := pattern.match(rest)) is not None}

    def _enough(self, found: Mapping[int, object]) -> bool:
        return len(found) >= self._least and len(found) > 0

    def _accept(self, found: Mapping[int, re.Match[str]], regex: str, *names: str) -> None:
        self._rests = {at: self._rests[at][match.end() :] for at, match in found.items()}
        self._found.regex += regex
        self._found.names += names
        self._names.used += names


def _common_start(texts: Sequence[str], least: float) -> str:
    """What at least so many of the texts begin with."""
    common, left = "", list(texts)
    while left:
        sign, count = Counter(text[len(common) : len(common) + 1] for text in left).most_common(1)[0]
        if not sign or count < least:
            break
        common += sign
        left = [text for text in left if text.startswith(common)]
    return common
