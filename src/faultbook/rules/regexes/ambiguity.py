"""Regular expressions that Java may need exponential time for are refused.

RE2 takes the same time for every letter; Java tries every way to fit. There are exponentially many where a loop can
come back to a place in two ways with the same text, as in `(a+)+` or `(a|a)*`. That is decided on the expression's
positions: two that are reached together from one position by the same letters, and lead back to it (Weber and Seidl,
On the degree of ambiguity of finite automata, 1991: criterion EDA).
"""

from collections import Counter
from dataclasses import dataclass

from faultbook.rules.regexes.parsing import WrongRegex
from faultbook.rules.regexes.tree import Category, Chars, Choice, Group, Node, Ranges, Repeat, Sequence

MOST_STEPS = 500_000
"""Steps between pairs of positions that are looked at; an expression that needs more is refused."""


@dataclass(frozen=True)
class _Part:
    """A part of an expression: in how many ways it takes no letter, begins and ends at a position."""

    empty: int
    first: Counter[int]
    last: Counter[int]


def refuse_ambiguous(node: Node, pattern: str) -> None:
    """WrongRegex where a repetition may fit one text in exponentially many ways."""
    if not _has_nested_choice(node, inside=False):
        return
    automaton = _Automaton()
    automaton.part(node)
    try:
        is_exponential = automaton.is_exponential()
    except TooManySteps as wrong:
        raise WrongRegex(
            f"found the regular expression {pattern!r}, whose repeated part has too many ways to look at all of them; "
            "expected several shorter ones"
        ) from wrong
    if is_exponential:
        raise WrongRegex(
            f"found the regular expression {pattern!r}, whose repeated part can fit the same text in several ways, "
            "so that Java may never end; expected no repetition inside of another, as in (a+)+, and no alternatives in "
            "one that begin alike"
        )


def _has_nested_choice(node: Node, *, inside: bool) -> bool:
    """Whether an unbounded repetition contains a repetition or alternatives; without that there is one way only."""
    match node:
        case Repeat(part=part, most=most, least=least):
            varies = most is None or most > least
            return (inside and varies) or _has_nested_choice(part, inside=inside or most is None or most > 8)
        case Choice(parts=parts):
            return inside or any(_has_nested_choice(part, inside=inside) for part in parts)
        case Sequence(parts=parts):
            return any(_has_nested_choice(part, inside=inside) for part in parts)
        case Group(part=part):
            return _has_nested_choice(part, inside=inside)
        case _:
            return False


class _Automaton:
    """Positions (letters of the expression) and what may follow each, with the number of ways."""

    def __init__(self) -> None:
        self.letters: list[Ranges] = []
        self.follow: list[Counter[int]] = []

    def part(self, node: Node) -> _Part:  # noqa: PLR0911 - one return for each kind of node
        """Adds a part of the expression."""
        match node:
            case Chars(ranges=ranges):
                return self.letter(ranges)
            case Category():
                return self.letter(((0, 0x10FFFF),))
            case Group(part=part):
                return self.part(part)
            case Sequence(parts=parts):
                made = _Part(1, Counter(), Counter())
                for part in parts:
                    made = self.joined(made, self.part(part))
                return made
            case Choice(parts=parts):
                several = [self.part(part) for part in parts]
                first: Counter[int] = sum((one.first for one in several), Counter())
                last: Counter[int] = sum((one.last for one in several), Counter())
                return _Part(sum(one.empty for one in several), first, last)
            case Repeat():
                return self.repeated(node)
            case _:
                return _Part(1, Counter(), Counter())

    def letter(self, ranges: Ranges) -> _Part:
        """Adds a position."""
        self.letters.append(ranges)
        self.follow.append(Counter())
        at = Counter({len(self.letters) - 1: 1})
        return _Part(0, at, at.copy())

    def joined(self, one: _Part, two: _Part) -> _Part:
        """One part after another."""
        self.lead(one.last, two.first)
        first = one.first + Counter({at: ways * one.empty for at, ways in two.first.items()})
        last = two.last + Counter({at: ways * two.empty for at, ways in one.last.items()})
        return _Part(one.empty * two.empty, first, last)

    def repeated(self, node: Repeat) -> _Part:
        """Bounded repetitions are written out, up to a few: what is ambiguous twice is so more often."""
        least = min(node.least, 2)
        made = _Part(1, Counter(), Counter())
        for _ in range(least if node.most is not None or least else 0):
            made = self.joined(made, self.part(node.part))
        if node.most is not None and node.most <= 8:
            for _ in range(min(node.most - node.least, 2)):
                inner = self.part(node.part)
                made = self.joined(made, _Part(inner.empty + 1, inner.first, inner.last))
            return made
        inner = self.part(node.part)
        self.lead(inner.last, inner.first)
        return self.joined(made, _Part(inner.empty * 2 + 1 if inner.empty else 1, inner.first, inner.last))

    def lead(self, last: Counter[int], first: Counter[int]) -> None:
        """Lets positions follow others."""
        for before, ways in last.items():
            for after, more in first.items():
                self.follow[before][after] += ways * more

    def is_exponential(self) -> bool:
        """Whether a position comes back to itself in two ways with the same letters; TooManySteps: not decided."""
        pairs = _Pairs(self)
        for start in range(len(self.letters)):
            begin = (start, start)
            together = pairs.reached({begin})
            apart = {pair for pair in together if pair[0] != pair[1]}
            if apart and begin in pairs.reached(apart):
                return True
            several = {
                (after, after)
                for one, two in together | {begin}
                if one == two
                for after, ways in self.follow[one].items()
                if ways > 1 and (after, after) in together
            }
            if several and begin in pairs.reached(several) | several:
                return True
        return False


class TooManySteps(Exception):
    """The expression has too many pairs of positions to look at all."""


class _Pairs:
    """Pairs of positions that the same letters lead to, found as they are reached."""

    def __init__(self, automaton: _Automaton) -> None:
        self.letters, self.follow = automaton.letters, automaton.follow
        self.steps: dict[tuple[int, int], set[tuple[int, int]]] = {}
        self.left = MOST_STEPS

    def reached(self, begin: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """The pairs that are reached by one step or more."""
        found: set[tuple[int, int]] = set()
        waiting = list(begin)
        while waiting:
            new = self.after(waiting.pop()) - found
            found |= new
            waiting += new
        return found

    def after(self, pair: tuple[int, int]) -> set[tuple[int, int]]:
        """The pairs that one more letter leads to."""
        if pair not in self.steps:
            one, two = self.follow[pair[0]], self.follow[pair[1]]
            self.left -= len(one) * len(two)
            if self.left < 0:
                raise TooManySteps
            self.steps[pair] = {
                (each, other) for each in one for other in two if _meet(self.letters[each], self.letters[other])
            }
        self.left -= len(self.steps[pair])
        if self.left < 0:
            raise TooManySteps
        return self.steps[pair]


def _meet(one: Ranges, two: Ranges) -> bool:
    return any(first <= other_last and other_first <= last for first, last in one for other_first, other_last in two)
