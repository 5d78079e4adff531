"""RE2's syntax in, a tree out. What Java reads otherwise and has no exact counterpart is refused with a sentence."""

import re
from dataclasses import replace

import re2

from faultbook.errors import InvalidCatalog
from faultbook.rules.regexes.folding import folded
from faultbook.rules.regexes.tree import (
    LAST,
    Anchor,
    Category,
    Chars,
    Choice,
    Group,
    Node,
    Place,
    Ranges,
    Repeat,
    Sequence,
    complement,
    united,
)

MOST_CHARACTERS = 2_000
_DIGIT: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_BLANK: Ranges = ((9, 10), (12, 13), (32, 32))
_LETTER: Ranges = ((65, 90), (97, 122))
_PERL = {"d": _DIGIT, "w": _WORD, "s": _BLANK}
_POSIX: dict[str, Ranges] = {
    "alnum": ((48, 57), *_LETTER),
    "alpha": _LETTER,
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGIT,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_SINGLE = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_ANCHORS = {"A": Anchor.BEGIN, "z": Anchor.END, "b": Anchor.WORD, "B": Anchor.NO_WORD}
_CATEGORY = re.compile(r"(\^?)([CLMNPSZ][a-z]?)")
_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])")
_NAMED = re.compile(r"\(\?P?<\w+>")


class WrongRegex(InvalidCatalog):
    """A regular expression that is none, or means another thing in another engine."""


def compiled(pattern: str) -> "re.Pattern[str]":
    """The expression for RE2; WrongRegex where it is none."""
    if len(pattern) > MOST_CHARACTERS:
        raise WrongRegex(
            f"found a regular expression of {len(pattern):,} characters; expected {MOST_CHARACTERS:,} at most"
        )
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)  # type: ignore[no-any-return]
    except re2.error as wrong:
        reason = wrong.args[0].decode() if isinstance(wrong.args[0], bytes) else str(wrong.args[0])
        raise WrongRegex(
            f"found the regular expression {pattern!r}: {reason}; expected RE2's syntax, without look-around"
        ) from wrong


def parsed(pattern: str) -> Node:
    """The tree; WrongRegex where RE2 refuses the expression, or Java would find other texts."""
    compiled(pattern)
    return _Parser(pattern).whole()


class _Flags:
    """What `(?ims)` sets, within its group."""

    def __init__(self, names: str = "") -> None:
        self.case, self.lines, self.all = "i" in names, "m" in names, "s" in names


class _Parser:
    """One expression, read from left to right; RE2 has accepted it."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.flags = pattern, 0, _Flags()

    def whole(self) -> Node:
        """The tree of all of it."""
        return self.choice()

    def refuse(self, what: str, instead: str) -> WrongRegex:
        """The error for what has no counterpart."""
        return WrongRegex(f"found {what} in the regular expression {self.pattern!r}; expected {instead}")

    def choice(self) -> Node:
        """Alternatives up to the end of the group; flags that are set in it end with it."""
        before, parts = self.flags, [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence())
        self.flags = before
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Node:
        """Parts up to `|` or the end of the group."""
        parts: list[Node] = []
        while self.peek() not in {"", "|", ")"}:
            for node in self.atom():
                parts.append(node)
            if parts:
                parts[-1:] = [self.repeated(parts[-1])]
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def peek(self, length: int = 1) -> str:
        """The next characters."""
        return self.pattern[self.at : self.at + length]

    def take(self) -> str:
        """The next character, passed."""
        self.at += 1
        return self.pattern[self.at - 1]

    def repeated(self, node: Node) -> Node:
        """The node with the repetition that follows it."""
        sign, bounds = self.peek(), None
        if sign in {"*", "+", "?"} and sign:
            bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
            self.at += 1
        elif found := _REPEAT.match(self.pattern, self.at):
            least = int(found[1])
            bounds = (least, int(found[3]) if found[3] else None if found[2] else least)
            self.at = found.end()
        if bounds is None:
            return node
        lazy = self.peek() == "?"
        self.at += lazy
        return Repeat(node, bounds[0], bounds[1], lazy)

    def atom(self) -> list[Node]:  # noqa: PLR0911 - one return for each sign
        """One place or several (`\\Q..\\E`); none for flags."""
        match self.peek():
            case "(":
                return self.group()
            case "[":
                return [self.characters()]
            case "\\":
                return self.escape()
            case ".":
                self.at += 1
                return [Chars(((0, LAST),) if self.flags.all else complement(((10, 10),)))]
            case "^":
                self.at += 1
                return [Place(Anchor.LINE_BEGIN if self.flags.lines else Anchor.BEGIN)]
            case "$":
                self.at += 1
                return [Place(Anchor.LINE_END if self.flags.lines else Anchor.END)]
            case _:
                return [self.literal(ord(self.take()))]

    def literal(self, code: int) -> Chars:
        """One character, in both cases where case is ignored."""
        return self.ranged(((code, code),))

    def ranged(self, ranges: Ranges) -> Chars:
        """Some characters, in both cases where case is ignored."""
        return Chars(folded(ranges) if self.flags.case else ranges)

    def group(self) -> list[Node]:
        """A group, or flags for the rest of the one that it is in."""
        if named := _NAMED.match(self.pattern, self.at):
            self.at = named.end()
        elif flags := _FLAGS.match(self.pattern, self.at):
            self.at = flags.end()
            inner = self.with_flags(flags[1], flags[2] or "")
            if flags[3] == ")":
                self.flags = inner
                return []
            before, self.flags = self.flags, inner
            made = self.closed(captures=False)
            self.flags = before
            return [made]
        else:
            self.at += 1
        return [self.closed(captures=True)]

    def closed(self, *, captures: bool) -> Group:
        """What is inside of a group, up to its end."""
        inner = self.choice()
        self.at += 1
        return Group(inner, captures)

    def with_flags(self, on: str, off: str) -> _Flags:
        """The flags with some set and some taken away."""
        if "U" in on + off:
            raise self.refuse("the flag U", "`*?` for a repetition that takes as little as it can")
        names = {name for name, is_set in zip("ims", self.flag_values(), strict=True) if is_set}
        return _Flags("".join((names | set(on)) - set(off)))

    def flag_values(self) -> tuple[bool, bool, bool]:
        """The flags i, m and s."""
        return self.flags.case, self.flags.lines, self.flags.all

    def escape(self) -> list[Node]:
        """What begins with a backslash, outside of brackets."""
        after = self.peek(2)[1:]
        if after == "Q":
            end = self.pattern.find("\\E", self.at)
            text = self.pattern[self.at + 2 : end if end >= 0 else len(self.pattern)]
            self.at = end + 2 if end >= 0 else len(self.pattern)
            return [self.literal(ord(character)) for character in text]
        if after in _ANCHORS:
            self.at += 2
            return [Place(_ANCHORS[after])]
        if after == "C":
            raise self.refuse(r"\C, a byte", "`.`, a character")
        found = self.escaped()
        if isinstance(found, int):
            return [self.literal(found)]
        return [found if isinstance(found, Category) else self.ranged(found)]

    def escaped(self) -> "int | Ranges | Category":
        """A character, a class as ranges, or a Unicode category, of what begins with a backslash."""
        self.at += 1
        name = self.take()
        if name.lower() in _PERL:
            ranges = _PERL[name.lower()]
            return complement(folded(ranges) if self.flags.case else ranges) if name.isupper() else ranges
        if name in {"p", "P"}:
            return self.category(negated=name == "P")
        if name == "x":
            found = re.compile(r"\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2})").match(self.pattern, self.at)
            assert found is not None
            self.at = found.end()
            return int(found[1] or found[2], 16)
        if name in "01234567":
            octal = re.compile(r"[0-7]{1,3}").match(self.pattern, self.at - 1)
            assert octal is not None
            self.at = octal.end()
            return int(octal[0], 8)
        return _SINGLE.get(name, ord(name))

    def category(self, *, negated: bool) -> Category:
        """A general category; scripts have other names in Java."""
        inner = self.take()
        if inner == "{":
            end = self.pattern.index("}", self.at)
            inner, self.at = self.pattern[self.at : end], end + 1
        found = _CATEGORY.fullmatch(inner)
        if not found:
            raise self.refuse(rf"\p{{{inner}}}", r"a general category such as \p{L} or \p{Lu}, or a range")
        if self.flags.case:
            raise self.refuse(rf"\p{{{inner}}} where case is ignored", "both cases written out")
        return Category(found[2], negated != bool(found[1]))

    def characters(self) -> Node:
        """Brackets."""
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        ranges: list[tuple[int, int]] = []
        first = True
        while first or self.peek() != "]":
            first = False
            ranges += self.bracketed()
        self.at += 1
        made = united(ranges)
        made = folded(made) if self.flags.case else made
        return Chars(complement(made) if negated else made)

    def bracketed(self) -> Ranges:
        """The next character, range or class inside of brackets."""
        if posix := re.compile(r"\[:(\^?)(\w+):\]").match(self.pattern, self.at):
            self.at = posix.end()
            ranges = _POSIX[posix[2]]
            return complement(ranges) if posix[1] else ranges
        found = self.escaped() if self.peek() == "\\" else ord(self.take())
        if isinstance(found, Category):
            raise self.refuse("a Unicode category in brackets", "it outside of them, as in (?:\\p{L}|[0-9])")
        if not isinstance(found, int):
            return found
        if self.peek() == "-" and self.peek(2) != "-]":
            self.at += 1
            last = self.escaped() if self.peek() == "\\" else ord(self.take())
            assert isinstance(last, int)
            return ((found, last),)
        return ((found, found),)


def without_captures(node: Node) -> Node:
    """The tree with groups that only group."""
    match node:
        case Group(part=part):
            return Group(without_captures(part), captures=False)
        case Sequence(parts=parts):
            return Sequence(tuple(without_captures(part) for part in parts))
        case Choice(parts=parts):
            return Choice(tuple(without_captures(part) for part in parts))
        case Repeat(part=part):
            return replace(node, part=without_captures(part))
        case _:
            return node
