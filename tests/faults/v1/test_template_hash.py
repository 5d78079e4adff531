import hashlib
import json
from pathlib import Path

import pytest

from faultbook.faults.v1.code_hint import CODE_HINT_V1, HEX_RESULTS, code_hint
from faultbook.faults.v1.masks import MASKS_V1, MESSAGE_LIMIT, template
from faultbook.faults.v1.template_hash import HASH_VERSION, template_hash

# Written once, when version 1 was made. It never changes: what does not agree with it is another version.
FROZEN = json.loads((Path(__file__).parent.parent / "snapshots" / "v1.json").read_text(encoding="utf-8"))
PARTS = {
    "service": "billing",
    "error_code": "CC-3005",
    "code_hint": "HTTP 503",
    "exception_type": "",
    "template": "HTTP <*> returned",
    "top_frames": "",
}


def test_the_hash_is_sixteen_digits_of_sha256_over_six_parts():
    text = "billing\x1fCC-3005\x1fHTTP 503\x1f\x1fHTTP <*> returned\x1f"
    assert template_hash(**PARTS) == "v1:" + hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("slot", PARTS)
def test_every_slot_takes_part(slot):
    assert template_hash(**(PARTS | {slot: "other"})) != template_hash(**PARTS)


def test_none_counts_as_empty_and_shifts_nothing():
    assert template_hash(None, "a", None, None, "t", None) == template_hash("", "a", "", "", "t", "")
    assert template_hash("a", None, None, None, "t", None) != template_hash(None, "a", None, None, "t", None)


def test_the_masks_and_hints_of_version_1_are_frozen():
    assert HASH_VERSION == "v1"
    assert FROZEN["message_limit"] == MESSAGE_LIMIT
    assert FROZEN["masks"] == [list(mask) for mask in MASKS_V1]
    assert FROZEN["code_hint"] == CODE_HINT_V1
    assert FROZEN["hex_results"] == list(HEX_RESULTS)


@pytest.mark.parametrize("example", FROZEN["examples"], ids=lambda example: example["message"][:40])
def test_the_identities_of_version_1_are_frozen(example):
    text, hint = template(example["message"]), code_hint(example["message"])
    found = {
        "template": text,
        "code_hint": hint,
        "template_hash": template_hash("billing", "CC-3005", hint, "", text, ""),
    }
    assert found == {name: example[name] for name in found}
