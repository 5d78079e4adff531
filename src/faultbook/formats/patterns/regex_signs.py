"""The signs of a pattern: characters, escapes and character classes, and which characters they may begin with."""

import re
import string
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

OTHER = "\u0080"
"""Represents every character beyond ASCII where a pattern's first characters are named."""

_ASCII = frozenset(map(chr, range(128)))
ALL = _ASCII | {OTHER}
_DIGITS = frozenset(string.digits)
_WORDS = frozenset(string.ascii_letters + string.digits + "_")
_SPACES = frozenset(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS,
    "D": ALL - _DIGITS,
    "w": _WORDS,
    "W": ALL - _WORDS,
    "s": _SPACES,
    "S": ALL - _SPACES,
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


class PatternError(ValueError):
    """A pattern is wrong: position (from 1), what was found, what is expected."""

    def __init__(self, position: int, found: str, expected: str) -> None:
        """`position`: of the first character, from 1."""
        super().__init__(f"at character {position}: found {found}, expected {expected}")


@dataclass(frozen=True)
class Part:
    """A piece of a regex: its text, the characters it may begin with, whether it may be empty, what it may match."""

    text: str
    first: frozenset[str] = frozenset()
    nullable: bool = True
    sample: str = ""


def one_of(characters: AbstractSet[str]) -> str:
    """One of some characters, a usual one where there is one; '' for none."""
    return next((usual for usual in "a1A: " if usual in characters), min(characters, default=""))


@dataclass
class SignReader:
    """Reads a pattern from `at` on."""

    pattern: str
    at: int = 0
    ignores_case: bool = False

    def literal(self, text: str, sign: str) -> Part:
        """One character; `text` is its regex."""
        cases = {sign.lower(), sign.upper()} if self.ignores_case else {sign}
        return Part(text, frozenset(case if case < OTHER else OTHER for case in cases), nullable=False, sample=sign)

    def escape(self) -> Part:
        """A backslash and what follows it."""
        begins, sign = self.at, self.pattern[self.at + 1 : self.at + 2]
        if sign in _CLASSES:
            self.at += 2
            return Part("\\" + sign, _CLASSES[sign], nullable=False, sample=one_of(_CLASSES[sign]))
        if sign and sign in "bB":
            self.at += 2
            return Part("\\" + sign)
        if sign and sign in "123456789k":
            raise PatternError(begins + 1, "a back-reference", "a regex without it: not every engine has it")
        character = self._escaped_character()
        return self.literal(re.escape(character), character)

    def _escaped_character(self) -> str:
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

    def character_class(self) -> Part:
        """A class in brackets."""
        begins = self.at
        self.at += 1
        negated = self.pattern[self.at : self.at + 1] == "^"
        self.at += negated
        texts: list[str] = []
        members: set[str] = set()
        while self.pattern[self.at : self.at + 1] != "]" or not texts:
            if self.at >= len(self.pattern):
                raise PatternError(begins + 1, "'['", "its closing bracket")
            low = self._member(texts, members)
            if low and self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                high = self._member([], set())
                if not high or high < low:
                    raise PatternError(self.at, "a range", "two characters, the smaller one first")
                texts.append("-" + re.escape(high))
                members.update(chr(code) for code in range(ord(low), min(ord(high), 127) + 1))
                members.update([OTHER] if high >= OTHER else [])
        self.at += 1
        if self.ignores_case:
            members |= {case for member in members for case in (member.lower(), member.upper()) if len(case) == 1}
        first = (ALL - members) | {OTHER} if negated else frozenset(members)
        return Part(f"[{'^' * negated}{''.join(texts)}]", frozenset(first), nullable=False, sample=one_of(first))

    def _member(self, texts: list[str], members: set[str]) -> str:
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
            character = self._escaped_character()
        else:
            character = sign
            self.at += 1
        texts.append(re.escape(character))
        members.add(character if character < OTHER else OTHER)
        return character
