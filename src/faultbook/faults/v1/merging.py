"""Which templates are one pattern: those that differ in one word vote for masking it.

The plain twin of transforms/patterns/merging.py. Works on distinct templates, never on rows, and does not depend on
their order. Templates of different scopes never meet.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from faultbook.faults.v1.masks import PLACEHOLDER

ROUNDS = 3
MOST_TOKENS = 64
"""A longer template keeps its own text."""

VOTES_NEEDED = 60
VOTE_OF_PLACEHOLDER = 60
VOTE_OF_WORD = 12
VOTE_OF_OTHER = 30
"""In sixtieths: one placeholder is enough, two tokens that look like ids, or five plain words."""

CONSTANT_TOKENS_NEEDED = 2
"""Tokens beside the voted one that carry two letters or more: what is left of a pattern must still identify an
error.
"""

WORD = r"[^A-Za-z0-9]*[A-Za-z]+[^A-Za-z0-9]*"
WORD_LETTERS = r"[A-Za-z]{2}"

_WORD, _SPOKEN = re.compile(WORD, re.ASCII), re.compile(WORD_LETTERS, re.ASCII)


class Scoped(NamedTuple):
    """A template and the scope within which it may merge."""

    scope: str
    template: str


def merged_templates(templates: Iterable[Scoped]) -> dict[Scoped, str]:
    """The text of the pattern that each template belongs to; its own where it merges with none."""
    texts = {template: template for template in templates}
    for _ in range(ROUNDS):
        merged = _round(set(texts.values()))
        if not merged:
            break
        texts = {template: merged.get(text, text) for template, text in texts.items()}
    return {template: text.template for template, text in texts.items()}


def vote(token: str) -> int:
    """The vote of one token for its place being a parameter, in sixtieths."""
    if token == PLACEHOLDER:
        return VOTE_OF_PLACEHOLDER
    return VOTE_OF_WORD if _WORD.fullmatch(token) else VOTE_OF_OTHER


def is_word(token: str) -> bool:
    """True for a token that holds two letters in a row beside its placeholders."""
    return bool(_SPOKEN.search(token.replace(PLACEHOLDER, "")))


def _round(texts: set[Scoped]) -> dict[Scoped, Scoped]:
    """Each text that one more placeholder makes equal to others, with the text it becomes."""
    votes: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
    places: list[tuple[Scoped, int, str]] = []
    for text in texts:
        tokens = text.template.split(" ")
        if len(tokens) > MOST_TOKENS:
            continue
        are_words = [is_word(token) for token in tokens]
        for place, token in enumerate(tokens):
            without = " ".join([*tokens[:place], PLACEHOLDER, *tokens[place + 1 :]])
            votes[text.scope, place, without].append(vote(token))
            if token != PLACEHOLDER and sum(are_words) - are_words[place] >= CONSTANT_TOKENS_NEEDED:
                places.append((text, place, without))
    best: dict[Scoped, tuple[int, int, str]] = {}
    for text, place, without in places:
        cast = votes[text.scope, place, without]
        if len(cast) >= 2 and sum(cast) >= VOTES_NEEDED:
            best[text] = max(best.get(text, (0, 0, "")), (sum(cast), -place, without))
    return {text: Scoped(text.scope, without) for text, (_, _, without) in best.items()}
