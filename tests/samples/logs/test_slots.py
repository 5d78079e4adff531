"""Slots and forms: every value of a variant is as wide as the plan counts on."""

from random import Random

import pytest
from faultbook_samples.logs.catalogue import CODES, SOURCE_FILES, TEMPLATES
from faultbook_samples.logs.population import Population
from faultbook_samples.logs.slots import SLOTS, make_form

from faultbook.faults.v1 import masks

FORMS = Population(independent=False).forms


@pytest.mark.parametrize("slot", SLOTS)
def test_all_values_of_a_variant_have_one_width(slot):
    for text, values in SLOTS[slot]:
        for place, choices in enumerate(values):
            ends = [choices[0], choices[-1], *choices[: 500 if isinstance(choices, range) else None]]
            filled = [
                text % tuple(choice if place == other else values[other][0] for other in range(len(values)))
                for choice in ends
            ]
            assert len({len(value.encode()) for value in filled}) == 1, (slot, text, place)


def test_every_message_of_a_form_has_the_width_of_the_form():
    rng = Random(1)
    for form in FORMS:
        for _ in range(20):
            message = form.text % tuple(rng.choice(choices) for choices, _ in form.values)
            assert len(message.encode()) == form.width, message
        assert len(form.example.encode()) == form.width


def test_no_two_templates_of_the_catalogue_become_one_under_the_masks():
    rng = Random(2)
    population = Population(independent=False)
    origins: dict[str, set[int]] = {}
    for number, form in enumerate(population.forms):
        for _ in range(20):
            message = form.text % tuple(rng.choice(choices) for choices, _ in form.values)
            origins.setdefault(masks.template(message), set()).add(population.template_of(number))
    assert [masked for masked, templates in origins.items() if len(templates) > 1] == []
    assert len(TEMPLATES) <= len(origins) < 1.5 * len(TEMPLATES)


def test_a_form_without_slots_is_its_template():
    assert make_form("disk 100% full", 3).example == "disk 100% full"


def test_the_catalogue_has_codes_files_and_templates_enough():
    assert len(set(CODES)) == len(CODES) == 25
    assert len(SOURCE_FILES) >= 17
    assert len(set(TEMPLATES)) == len(TEMPLATES) >= 60
