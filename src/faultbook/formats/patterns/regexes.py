"""A pattern of a definition, read into a regex of this engine: the common ground of Python, Java and RE2, no more.

What one of these engines lacks or reads in another way is refused with its position. ASCII decides what a digit, a word
character and white space are, as in Java and RE2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from faultbook.formats.patterns.grok import GROK
from faultbook.formats.patterns.regex_signs import ALL, Part, PatternError, SignReader

MOST_CHARACTERS = 4_000
"""Length of a pattern."""
TIMESTAMP_NAME = "TIMESTAMP"
"""The grok name that is the pattern's formats of timestamps."""
_MOST_SAMPLES = 4
_MOST_IN_A_SAMPLE = 50
_GROUP_NAME = re.compile(r"\?P?<([A-Za-z][A-Za-z0-9_]{0,63})>")
_GROK = re.compile(r"%\{([A-Z][A-Z0-9_]*)(?::([A-Za-z][A-Za-z0-9_]{0,63}))?\}")
_COUNT = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}")
_REFUSED_GROUPS = (
    ("?=", "a look-ahead"),
    ("?!", "a negative look-ahead"),
    ("?<=", "a look-behind"),
    ("?<!", "a negative look-behind"),
    ("?>", "an atomic group"),
    ("?(", "a conditional group"),
    ("?P=", "a back-reference"),
    ("?P>", "a recursion"),
    ("?#", "a comment"),
    ("?|", "a branch reset"),
)


@dataclass(frozen=True)
class Regex:
    """`text`: of Python's re, for whole lines. `groups`: names in order. `first`: the characters it may begin with."""

    text: str
    groups: tuple[str, ...]
    first: frozenset[str]


def checked_regex(pattern: str, timestamp: str | None = None) -> Regex:
    """As regex_of, and compiled once. PatternError too where this engine refuses it."""
    regex = regex_of(pattern, timestamp)
    try:
        re.compile(regex.text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as wrong:
        place = (getattr(wrong, "pos", 0) or 0) + 1
        raise PatternError(min(place, len(pattern)), f"no regex ({wrong})", "a regex of Java and RE2") from wrong
    return regex


@lru_cache(maxsize=1_024)
def regex_of(pattern: str, timestamp: str | None = None) -> Regex:
    """The regex of a pattern with `(?<name>...)` and `%{GROK:name}`. `timestamp`: what %{TIMESTAMP} matches.

    PatternError where it is longer than MOST_CHARACTERS, is no regex, or uses what not every engine has.
    """
    if len(pattern) > MOST_CHARACTERS:
        raise PatternError(MOST_CHARACTERS + 1, "more text", f"{MOST_CHARACTERS:,} characters at most")
    reader = _reader(pattern, timestamp)
    part = reader.alternation()
    if reader.at < len(pattern):
        raise PatternError(reader.at + 1, "')'", "no closing parenthesis without an opening one")
    return Regex(part.text, tuple(reader.groups), part.first if not part.nullable else ALL)


def samples_of(pattern: str, timestamp: str | None = None) -> Iterator[tuple[str, list[str]]]:
    """Texts that a pattern may match, and what it repeats in them: one for each branch of alternations, four at most.

    Optional parts are there, even where the parts behind them cannot follow: then its beginning matches.
    """
    for choice in range(_MOST_SAMPLES):
        reader = _reader(pattern, timestamp, choice)
        yield reader.alternation().sample, list(dict.fromkeys(filter(None, reader.repeated)))


def _reader(pattern: str, timestamp: str | None, choice: int = 0) -> "_Reader":
    names = GROK if timestamp is None else {**GROK, TIMESTAMP_NAME: timestamp}
    return _Reader(pattern, names=names, choice=choice)


@dataclass
class _Reader(SignReader):
    names: Mapping[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    depth: int = 0
    choice: int = 0
    """Which branch of an alternation a sample takes."""
    repeated: list[str] = field(default_factory=list)
    """Samples of what is repeated."""

    def alternation(self) -> Part:
        branches = [self.sequence()]
        while self.pattern[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self.sequence())
        return Part(
            "|".join(branch.text for branch in branches),
            frozenset().union(*(branch.first for branch in branches)),
            any(branch.nullable for branch in branches),
            branches[self.choice % len(branches)].sample,
        )

    def sequence(self) -> Part:
        texts: list[str] = []
        samples: list[str] = []
        first: frozenset[str] = frozenset()
        nullable = True
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.quantified(self.atom())
            texts.append(part.text)
            samples.append(part.sample)
            if nullable:
                first |= part.first
                nullable = part.nullable
        return Part("".join(texts), first, nullable, "".join(samples))

    def quantified(self, part: Part) -> Part:
        rest = self.pattern[self.at : self.at + 12]
        if rest[:1] in ("*", "+", "?"):
            count, least = rest[0], int(rest[0] == "+")
        elif found := _COUNT.match(rest):
            count, least = found[0], int(found[1])
            most = int(found[3] or least)
            if most < least or most > 1_000:
                raise PatternError(self.at + 1, repr(found[0]), "a count of 0 to 1,000, the smaller number first")
        else:
            return part
        if not part.text or part.text in ("^", "$"):
            raise PatternError(self.at + 1, repr(count), f"something to repeat before it, not {part.text!r}")
        self.at += len(count)
        after = self.pattern[self.at : self.at + 1]
        if after == "+":
            raise PatternError(self.at + 1, "a possessive quantifier", "the quantifier without '+'")
        if after in ("*", "{") and (after == "*" or _COUNT.match(self.pattern, self.at)):
            raise PatternError(self.at + 1, "a quantifier of a quantifier", "a group around the first one")
        lazy = after == "?"
        self.at += lazy
        if lazy and self.pattern[self.at : self.at + 1] in tuple("*+?"):
            raise PatternError(self.at + 1, "a quantifier of a quantifier", "a group around the first one")
        if count in ("*", "+") or count.startswith("{"):
            self.repeated.append(part.sample)
        sample = part.sample * min(max(least, 1), _MOST_IN_A_SAMPLE)
        return Part(part.text + count + "?" * lazy, part.first, part.nullable or least == 0, sample)

    def atom(self) -> Part:
        sign = self.pattern[self.at]
        read = {"(": self.group, "[": self.character_class, "\\": self.escape}.get(sign)
        if self.pattern.startswith("%{", self.at):
            read = self.grok
        if read:
            return read()
        if sign in "*+?" or (sign == "{" and _COUNT.match(self.pattern, self.at)):
            raise PatternError(self.at + 1, repr(sign), "something to repeat before it")
        self.at += 1
        if sign in "^$":
            return Part(sign)
        if sign == ".":
            return Part(sign, ALL - {"\n"}, nullable=False, sample="a")
        # A brace that is no count is refused by Java.
        return self.literal("\\" + sign if sign in "{}" else sign, sign)

    def group(self) -> Part:
        begins = self.at
        rest = self.pattern[begins + 1 : begins + 80]
        for opening, name in _REFUSED_GROUPS:
            if rest.startswith(opening):
                raise PatternError(begins + 1, name, "a regex without it: not every engine has it")
        case_before = self.ignores_case
        if found := _GROUP_NAME.match(rest):
            opening = self.named(found[1], begins)
            self.at += 1 + found.end()
        elif rest.startswith("?:"):
            opening = "(?:"
            self.at += 3
        elif rest.startswith("?i:"):
            opening, self.ignores_case = "(?i:", True
            self.at += 4
        elif rest.startswith("?i)") and begins == 0:
            self.ignores_case = True
            self.at += 4
            return Part("(?i)")
        elif rest.startswith("?"):
            raise PatternError(
                begins + 1, repr("(" + rest[:3]), "(?<name>...), (?:...), (?i:...), or (?i) at the start"
            )
        else:
            opening = "(?:"
            self.at += 1
        self.depth += 1
        if self.depth > 50:
            raise PatternError(begins + 1, "a group inside of 50 others", "fewer")
        inner = self.alternation()
        self.depth -= 1
        if self.pattern[self.at : self.at + 1] != ")":
            raise PatternError(begins + 1, "'('", "its closing parenthesis")
        self.at += 1
        self.ignores_case = case_before
        return Part(f"{opening}{inner.text})", inner.first, inner.nullable, inner.sample)

    def named(self, name: str, begins: int) -> str:
        if name in self.groups:
            raise PatternError(begins + 1, f"the name {name} twice", "each name once in a pattern")
        self.groups.append(name)
        return f"(?P<{name}>"

    def grok(self) -> Part:
        found = _GROK.match(self.pattern, self.at)
        if not found:
            raise PatternError(self.at + 1, repr(self.pattern[self.at : self.at + 20]), "%{NAME} or %{NAME:field}")
        name, field_name = found.groups()
        if name not in self.names:
            raise PatternError(self.at + 1, f"the name {name}", f"one of {', '.join(sorted(self.names))}")
        opening = self.named(field_name, self.at) if field_name else "(?:"
        self.at = found.end()
        inner = _Reader(
            self.names[name],
            *(0, self.ignores_case, self.names),
            choice=self.choice,
            repeated=self.repeated,
        ).alternation()
        return Part(f"{opening}{inner.text})", inner.first, inner.nullable, inner.sample)
