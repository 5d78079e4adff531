"""The hash of version 2 and its snapshot, which may change until the formats of logs are settled."""

import json
import re

import pytest

from faultbook.faults.v1 import template_hash as of_version_1
from faultbook.faults.v2.template_hash import template_hash
from tests.faults.v2.snapshot import PATH, snapshot

SLOTS = ("orders", "CC-1", "HTTP 503", "java.io.IOException", "no <*>", "a.b.C.d")


def test_the_snapshot_holds():
    """After a change on purpose: python -m tests.faults.v2.snapshot, and read the difference."""
    assert json.loads(PATH.read_text(encoding="utf-8")) == json.loads(json.dumps(snapshot()))


def test_an_id_without_its_version_is_of_one_version():
    assert re.fullmatch("v2:[0-9a-f]{16}", template_hash(*SLOTS))
    assert template_hash(*SLOTS).partition(":")[2] != of_version_1.template_hash(*SLOTS).partition(":")[2]


@pytest.mark.parametrize("place", range(len(SLOTS)))
def test_every_slot_counts_and_none_is_empty(place):
    without = tuple(None if number == place else slot for number, slot in enumerate(SLOTS))
    assert template_hash(*without) != template_hash(*SLOTS)
    assert template_hash(*without) == template_hash(*("" if slot is None else slot for slot in without))


def test_a_text_that_is_no_valid_unicode_has_a_hash():
    assert template_hash("", "", "", "", "\ud800", "").startswith("v2:")
