"""The tickets of the pictures: each of another kind, none with an empty part."""

import re

import pytest

from pages.ticket_subjects import TICKETS
from pages.tickets import SHOWN, page

EMPTY_PART = re.compile(r"<h3>[^<]*</h3>\s*(?:<h3>|<p><sub>|</div>)|<ul>\s*</ul>|<li>\s*</li>|<p>\s*</p>")


@pytest.mark.parametrize("name", TICKETS)
def test_a_ticket_has_no_empty_part(name):
    made = page(TICKETS[name], 1)
    assert not EMPTY_PART.search(made)
    assert "None" not in made


def test_the_tickets_are_of_different_kinds():
    assert len(TICKETS) == 10 and set(SHOWN) < set(TICKETS)
    assert len({each.subject.incident.rule for each in TICKETS.values()}) >= 9
