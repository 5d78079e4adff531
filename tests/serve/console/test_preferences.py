"""Preferences: kept per person, bounded, own links only; a file that fails never breaks a page."""

import pytest

from faultbook.serve.console.preferences import MOST_SEARCHES, Appearance, Preferences, PreferencesError, SavedSearch
from faultbook.stores.errors import InvalidQuery


@pytest.fixture
def kept(tmp_path):
    return Preferences(tmp_path / "new folder" / "console.db")


def test_nothing_is_written_by_looking(tmp_path):
    file = tmp_path / "console.db"
    assert Preferences(file).appearance("ada") == Appearance()
    assert Preferences(file).searches("ada") == []
    assert not file.exists()


def test_everybody_keeps_their_own(kept):
    kept.save("ada", " my   search ", "/records?q=code:A")
    kept.save("ben", "my search", "/patterns")
    kept.choose("ada", "theme", "dark")
    kept.choose("ada", "rows", "50")
    kept.choose("ada", "hidden", "codes,nothing,laws")
    assert kept.searches("ada") == [SavedSearch("my search", "/records?q=code:A")]
    assert kept.searches("ben") == [SavedSearch("my search", "/patterns")]
    assert kept.appearance("ada") == Appearance("dark", "roomy", 50, ("laws", "codes"))
    assert kept.appearance("ben") == Appearance()


def test_it_is_there_the_next_time(tmp_path):
    Preferences(tmp_path / "console.db").save("ada", "x", "/")
    again = Preferences(tmp_path / "console.db")
    assert again.searches("ada") == [SavedSearch("x", "/")]
    again.remove("ada", "x")
    assert Preferences(tmp_path / "console.db").searches("ada") == []


def test_a_search_of_the_same_name_takes_its_place(kept):
    kept.save("ada", "x", "/records")
    kept.save("ada", "x", "/patterns")
    assert kept.searches("ada") == [SavedSearch("x", "/patterns")]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nb",
        "/" + "a" * 5_000,
    ],
)
def test_links_lead_nowhere_else(kept, link):
    with pytest.raises(InvalidQuery, match="a page of this console"):
        kept.save("ada", "x", link)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x1b[31m"])
def test_names_are_short_and_printable(kept, name):
    with pytest.raises(InvalidQuery, match="name:"):
        kept.save("ada", name, "/")


def test_choices_are_known_ones(kept):
    with pytest.raises(InvalidQuery, match="auto, light, dark"):
        kept.choose("ada", "theme", "'; DROP TABLE choice; --")
    with pytest.raises(InvalidQuery, match="theme, density, rows"):
        kept.choose("ada", "nothing", "x")


def test_there_is_an_end_to_them(kept):
    for number in range(MOST_SEARCHES):
        kept.save("ada", f"search {number}", "/")
    with pytest.raises(InvalidQuery, match="Remove one first"):
        kept.save("ada", "one more", "/")
    kept.save("ada", "search 1", "/records")


def test_a_file_that_is_none_breaks_no_page_and_is_named_when_something_is_kept(tmp_path):
    (tmp_path / "console.db").write_text("this is no database, but it is long enough to be read as one " * 40)
    broken = Preferences(tmp_path / "console.db")
    assert broken.appearance("ada") == Appearance()
    with pytest.raises(PreferencesError, match="--preferences"):
        broken.save("ada", "x", "/")
