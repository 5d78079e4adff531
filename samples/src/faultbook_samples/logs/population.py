"""What a record can be: its head (code, file, severity), the form of its message, how likely both go together."""

from collections.abc import Iterator
from itertools import accumulate, product
from random import Random
from typing import NamedTuple

from faultbook_samples.logs.catalogue import FAULTS, SEVERITIES, SOURCE_FILES, TEMPLATES, Fault
from faultbook_samples.logs.slots import MessageForm, make_form

_FORMS_PER_TEMPLATE = 4

_GRAVITY = (8, 50, 22, 20)
"""How severities are weighed where they do not depend on the code."""


class Head(NamedTuple):
    """The fields between a record's timestamp and its message."""

    code: str
    file_path: str
    severity: str


class Population:
    """Heads and forms by number, and the drawing of both.

    `independent`: a head is drawn without regard to the message, and its three parts without regard to each other.
    """

    def __init__(self, *, independent: bool) -> None:
        """Lay out the weights."""
        self.forms: tuple[MessageForm, ...] = tuple(
            make_form(template, number) for template in TEMPLATES for number in range(_FORMS_PER_TEMPLATE)
        )
        weights = dict(_independent_heads() if independent else _heads_of_faults())
        self.heads: tuple[Head, ...] = tuple(weights)
        self._independent = independent
        self._head_weights = list(accumulate(weights.values()))
        pairs = list(self._pairs()) if not independent else []
        self._pairs_drawn = [(head, form) for head, form, _ in pairs]
        self._pair_weights = list(accumulate(weight for _, _, weight in pairs))
        self._form_weights = list(accumulate(_form_weights()))

    def draw(self, rng: Random, count: int) -> tuple[list[int], list[int]]:
        """Numbers of `count` heads and of their forms."""
        if self._independent:
            heads = rng.choices(range(len(self.heads)), cum_weights=self._head_weights, k=count)
            return heads, rng.choices(range(len(self.forms)), cum_weights=self._form_weights, k=count)
        pairs = rng.choices(self._pairs_drawn, cum_weights=self._pair_weights, k=count)
        return [head for head, _ in pairs], [form for _, form in pairs]

    def template_of(self, form: int) -> int:
        """The number of the template that a form belongs to."""
        return form // _FORMS_PER_TEMPLATE

    def _pairs(self) -> Iterator[tuple[int, int, int]]:
        heads = {head: number for number, head in enumerate(self.heads)}
        template = 0
        for fault in FAULTS:
            for _ in fault.details:
                for head, weight in _heads_of(fault):
                    for number in range(_FORMS_PER_TEMPLATE):
                        yield heads[head], template * _FORMS_PER_TEMPLATE + number, weight
                template += 1


def _heads_of(fault: Fault) -> Iterator[tuple[Head, int]]:
    for file, (severity, gravity) in product(fault.files, zip(SEVERITIES, fault.gravity, strict=True)):
        if gravity:
            share = fault.weight * gravity * 12 // (len(fault.files) * len(fault.details))
            yield Head(fault.code, file, severity), share


def _heads_of_faults() -> Iterator[tuple[Head, int]]:
    for fault in FAULTS:
        yield from _heads_of(fault)


def _independent_heads() -> Iterator[tuple[Head, int]]:
    for fault, file, (severity, gravity) in product(FAULTS, SOURCE_FILES, zip(SEVERITIES, _GRAVITY, strict=True)):
        yield Head(fault.code, file, severity), fault.weight * gravity


def _form_weights() -> Iterator[int]:
    for fault in FAULTS:
        yield from [fault.weight * 12 // len(fault.details)] * (len(fault.details) * _FORMS_PER_TEMPLATE)
