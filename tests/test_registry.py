"""Registries: an entry is found by its name, and a name that is registered twice stops the import."""

import runpy
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pytest

from faultbook.registry import expected_one_of, registered

SOURCE = Path(__file__).resolve().parents[1] / "src" / "faultbook"


@dataclass(frozen=True)
class Entry:
    name: str
    path: str = ""


def test_entries_are_found_by_name_in_their_order():
    assert list(registered("entry", [Entry("b"), Entry("a")])) == ["b", "a"]
    assert list(registered("entry", [Entry("a", "/1"), Entry("a", "/2")], name_of=attrgetter("path"))) == ["/1", "/2"]


def test_a_name_that_is_registered_twice_is_an_error_that_names_it():
    with pytest.raises(ValueError, match="The entry 'a' is registered twice; expected one entry for each name"):
        registered("entry", [Entry("a"), Entry("b"), Entry("a")])


def test_the_nearest_names_are_the_first_and_of_many_names_the_only_ones():
    assert expected_one_of("Mondy", ["sunday", "Monday", "may"]) == "one of Monday, sunday, may"
    assert expected_one_of("name7", [f"name{n}" for n in range(100)]).startswith("one of name7, ")
    assert expected_one_of("xyz", [f"name{n}" for n in range(100)]) == "a name of another kind"


REGISTRIES = {
    "tables/__init__.py": ("        LOGS,\n", "table"),
    "tables/system/__init__.py": ("        USAGE,\n", "system table"),
    "transforms/views/__init__.py": ("    patterns,\n    pattern_hourly", "view"),
    "transforms/queries/__init__.py": ("        counts.hours,\n", "query"),
    "transforms/cost/opportunities/rules/__init__.py": ("            auto_stop,\n", "savings rule"),
    "serve/questions/__init__.py": ("(records, counts, ", "question"),
}
"""File of a registry -> an entry in it that the test writes twice, and what the error calls it."""


@pytest.mark.parametrize("file", REGISTRIES)
def test_a_planted_duplicate_stops_the_import(tmp_path, file):
    entry, kind = REGISTRIES[file]
    text = (SOURCE / file).read_text("utf-8")
    assert text.count(entry) == 1
    twice = "(records, records, counts, " if entry.startswith("(") else f"    patterns,\n{entry}"
    planted = tmp_path / "planted.py"
    planted.write_text(text.replace(entry, twice if entry.startswith(("(", "    p")) else entry * 2), "utf-8")
    with pytest.raises(ValueError, match=f"The {kind} .* is registered twice"):
        runpy.run_path(str(planted))
