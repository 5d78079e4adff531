"""A pattern of a definition, read into a regex of this engine: the common ground of Python, Java and RE2, no more.

What one of these engines lacks or reads in another way is refused with its position. ASCII decides what a digit, a word
character and white space are, as in Java and RE2.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from faultbook.formats.patterns.grok import GROK

MOST_CHARACTERS = 4_000
"""Length of a pattern."""
TIMESTAMP_NAME = "TIMESTAMP"
"""The grok name that is the pattern's formats of timestamps."""
OTHER = "\u0080"
"""Represents every character beyond ASCII where a pattern's first characters are named."""

_ASCII = frozenset(map(chr, range(128)))
_ALL = _ASCII | {OTHER}
_DIGITS = frozenset(string.digits)
_WORDS = frozenset(string.ascii_letters + string.digits + "_")
_SPACES = frozenset(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS,
    "D": _ALL - _DIGITS,
    "w": _WORDS,
    "W": _ALL - _WORDS,
    "s": _SPACES,
    "S": _ALL - _SPACES,
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
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


class PatternError(ValueError):
    """A pattern is wrong: position (from 1), what was found, what is expected."""

    def __init__(self, position: int, found: str, expected: str) -> None:
        """`position`: of the first character, from 1."""
        super().__init__(f"at character {position}: found {found}, expected {expected}")


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
    reader = _Reader(pattern, GROK if timestamp is None else {**GROK, TIMESTAMP_NAME: timestamp})
    part = reader.alternation()
    if reader.at < len(pattern):
        raise PatternError(reader.at + 1, "')'", "no closing parenthesis without an opening one")
    return Regex(part.text, tuple(reader.groups), part.first if not part.nullable else _ALL)


@dataclass(frozen=True)
class _Part:
    text: str
    first: frozenset[str] = frozenset()
    nullable: bool = True


@dataclass
class _Reader:
    pattern: str
    names: Mapping[str, str]
    at: int = 0
    ignores_case: bool = False
    groups: list[str] = field(default_factory=list)
    depth: int = 0

    def alternation(self) -> _Part:
        branches = [self.sequence()]
        while self.pattern[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self.sequence())
        return _Part(
            "|".join(branch.text for branch in branches),
            frozenset().union(*(branch.first for branch in branches)),
            any(branch.nullable for branch in branches),
        )

    def sequence(self) -> _Part:
        texts: list[str] = []
        first: frozenset[str] = frozenset()
        nullable = True
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.quantified(self.atom())
            texts.append(part.text)
            if nullable:
                first |= part.first
                nullable = part.nullable
        return _Part("".join(texts), first, nullable)

    def quantified(self, part: _Part) -> _Part:
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
        return _Part(part.text + count + "?" * lazy, part.first, part.nullable or least == 0)

    def atom(self) -> _Part:
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
            return _Part(sign)
        if sign == ".":
            return _Part(sign, _ALL - {"\n"}, nullable=False)
        # A brace that is no count is refused by Java.
        return self.literal("\\" + sign if sign in "{}" else sign, sign)

    def literal(self, text: str, sign: str) -> _Part:
        cases = {sign.lower(), sign.upper()} if self.ignores_case else {sign}
        return _Part(text, frozenset(case if case < OTHER else OTHER for case in cases), nullable=False)

    def group(self) -> _Part:
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
            return _Part("(?i)")
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
        return _Part(f"{opening}{inner.text})", inner.first, inner.nullable)

    def named(self, name: str, begins: int) -> str:
        if name in self.groups:
            raise PatternError(begins + 1, f"the name {name} twice", "each name once in a pattern")
        self.groups.append(name)
        return f"(?P<{name}>"

    def grok(self) -> _Part:
        found = _GROK.match(self.pattern, self.at)
        if not found:
            raise PatternError(self.at + 1, repr(self.pattern[self.at : self.at + 20]), "%{NAME} or %{NAME:field}")
        name, field_name = found.groups()
        if name not in self.names:
            raise PatternError(self.at + 1, f"the name {name}", f"one of {', '.join(sorted(self.names))}")
        opening = self.named(field_name, self.at) if field_name else "(?:"
        self.at = found.end()
        inner = _Reader(self.names[name], self.names, ignores_case=self.ignores_case).alternation()
        return _Part(f"{opening}{inner.text})", inner.first, inner.nullable)

    def escape(self) -> _Part:
        begins, sign = self.at, self.pattern[self.at + 1 : self.at + 2]
        if sign in _CLASSES:
            self.at += 2
            return _Part("\\" + sign, _CLASSES[sign], nullable=False)
        if sign and sign in "bB":
            self.at += 2
            return _Part("\\" + sign)
        if sign and sign in "123456789k":
            raise PatternError(begins + 1, "a back-reference", "a regex without it: not every engine has it")
        character = self.escaped_character()
        return self.literal(re.escape(character), character)

    def escaped_character(self) -> str:
        """A control character, a character by its code, or one that is no letter or digit."""
        begins, sign = self.at, self.pattern[self.at + 1 : self.at + 2]
        self.at += 2
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        for letter, digits in (("x", 2), ("u", 4)):
            code = self.pattern[self.at : self.at + digits]
            if sign == letter and len(code) == digits and all(digit in string.hexdigits for digit in code):
                self.at += digits
                return chr(int(code, 16))
        if not sign or sign in _WORDS or sign > "~":
            raise PatternError(
                begins + 1, repr("\\" + sign), r"\d \w \s \D \W \S \b \t \xHH, or \ before a sign that is no letter"
            )
        return sign

    def character_class(self) -> _Part:
        begins = self.at
        self.at += 1
        negated = self.pattern[self.at : self.at + 1] == "^"
        self.at += negated
        texts: list[str] = []
        members: set[str] = set()
        while self.pattern[self.at : self.at + 1] != "]" or not texts:
            if self.at >= len(self.pattern):
                raise PatternError(begins + 1, "'['", "its closing bracket")
            low = self.member(texts, members)
            if low and self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                high = self.member([], set())
                if not high or high < low:
                    raise PatternError(self.at, "a range", "two characters, the smaller one first")
                texts.append("-" + re.escape(high))
                members.update(chr(code) for code in range(ord(low), min(ord(high), 127) + 1))
                members.update([OTHER] if high >= OTHER else [])
        self.at += 1
        if self.ignores_case:
            members |= {case for member in members for case in (member.lower(), member.upper()) if len(case) == 1}
        first = (_ALL - members) | {OTHER} if negated else frozenset(members)
        return _Part(f"[{'^' * negated}{''.join(texts)}]", frozenset(first), nullable=False)

    def member(self, texts: list[str], members: set[str]) -> str:
        """Takes one character or class into a bracket; returns the character, '' for a class."""
        sign = self.pattern[self.at : self.at + 1]
        if sign == "[" or self.pattern[self.at : self.at + 2] == "&&":
            raise PatternError(self.at + 1, repr(sign), f"\\{sign} inside of brackets: engines read it in two ways")
        if sign == "\\":
            following = self.pattern[self.at + 1 : self.at + 2]
            if following in _CLASSES:
                self.at += 2
                texts.append("\\" + following)
                members |= _CLASSES[following]
                return ""
            character = self.escaped_character()
        else:
            character = sign
            self.at += 1
        texts.append(re.escape(character))
        members.add(character if character < OTHER else OTHER)
        return character
