"""Severities as data: whatever a setting names, there is one order, one answer to what an error is, and Unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import SettingError
from faultbook.faults.severities import (
    COLOUR_CLASSES,
    DEFAULT_SEVERITIES,
    UNKNOWN,
    UNKNOWN_RANK,
    Severity,
    severities_of,
    stored_severities,
)
from faultbook.settings import make_settings

DEFAULT = severities_of(DEFAULT_SEVERITIES)
OWN = {"Blocker": ["fatal"], "Major": ["major"], "Minor": ["minor"]}

words = st.text("abcdefgh", min_size=1, max_size=4)


@st.composite
def settings(draw):
    """Settings that may be used: names with distinct spellings, `error` among them or not."""
    names = draw(st.lists(words, min_size=1, max_size=8, unique=True))
    own = {name: [] for name in names}
    if draw(st.booleans()):
        own[draw(st.sampled_from(names))].append("error")
    return own


def test_the_default_has_the_levels_of_the_format_and_their_order():
    assert DEFAULT.names == ("Critical", "Error", "Unknown", "Warning", "Event", "Info")
    assert [DEFAULT.rank(name) for name in DEFAULT.names] == [-1, 0, 1, 2, 3, 4]
    assert DEFAULT.errors == ("Critical", "Error")
    assert DEFAULT.mildest == "Info"
    assert [DEFAULT.alert_level(name) for name in DEFAULT.names] == ["critical", "high", *["medium"] * 4]


def test_a_setting_without_the_word_error_has_its_worst_for_an_error():
    own = severities_of(OWN)
    assert own.names == ("Blocker", "Unknown", "Major", "Minor")
    assert own.errors == ("Blocker",)
    assert [own.alert_level(name) for name in own.names] == ["critical", "medium", "medium", "medium"]


@given(settings())
def test_order_errors_and_colours_follow_any_setting(own):
    found = severities_of(own)
    assert set(found.names) == {*own, UNKNOWN}
    assert [name for name in found.names if name != UNKNOWN] == list(own), "worst first, as the setting has them"
    assert [severity.rank for severity in found.all] == sorted({severity.rank for severity in found.all})
    assert found.errors == found.names[: len(found.errors)] and found.errors
    assert found.names[len(found.errors)] == UNKNOWN, "Unknown follows the errors"
    assert found.rank(UNKNOWN) == UNKNOWN_RANK and not found.is_error(UNKNOWN)
    assert found.rank("a name of an older setting") == UNKNOWN_RANK
    assert found.worst(found.names) == found.names[0]
    assert {found.colour_class(name) for name in found.names} <= set(COLOUR_CLASSES)
    assert found.alert_level(UNKNOWN) == "medium"
    assert all(
        found.canonical(spelling.upper()) == name for name, others in own.items() for spelling in [name, *others]
    )
    assert not found.is_error(found.mildest) if found.mildest else set(own) == set(found.errors)


@given(settings(), st.randoms())
def test_stored_ranks_give_the_same_order(own, dice):
    found = severities_of(own)
    rows = [
        {"severity": row.name, "rank": row.rank, "is_error": row.is_error, "spellings": list(row.spellings)}
        for row in found.all
    ]
    dice.shuffle(rows)
    assert stored_severities(rows).all == found.all


def test_nothing_stored_is_the_default():
    assert stored_severities([]).all == DEFAULT.all


def test_severities_of_the_default_have_colours_of_their_own():
    assert len({DEFAULT.colour(name) for name in DEFAULT.names}) == len(DEFAULT.names)
    assert DEFAULT.colour("Fatal of old") == DEFAULT.colour(UNKNOWN)


def test_unknown_is_beside_the_others_even_where_it_is_not_stored():
    assert [
        s.name for s in stored_severities([vars(s) | {"severity": s.name} for s in [Severity("X", 0, True)]]).all
    ] == [
        "X",
        UNKNOWN,
    ]


@pytest.mark.parametrize("name", ["Unknown", "UNKNOWN", " unknown "])
def test_a_setting_that_names_unknown_is_refused(name):
    with pytest.raises(SettingError, match="reserved for records whose level is missing or is no known spelling"):
        make_settings(severities={"Error": ["err"], name: []})


def test_the_word_unknown_may_be_a_spelling():
    assert make_settings(severities={"Error": [], "Info": ["unknown"]}).severities["Info"] == ["unknown"]


@pytest.mark.parametrize("own", [{}, {str(number): [] for number in range(9)}, {"": []}, {"a": ["x"], "b": ["X"]}])
def test_other_settings_that_cannot_be_used_are_refused(own):
    with pytest.raises(SettingError, match="severities: found"):
        make_settings(severities=own)


def test_unknown_does_not_count_among_the_eight():
    assert len(severities_of(make_settings(severities={str(number): [] for number in range(8)}).severities).all) == 9


def test_each_spelling_of_the_default_is_there_once():
    spelled = [name.lower() for name in DEFAULT_SEVERITIES] + [
        word for name, others in DEFAULT_SEVERITIES.items() for word in others if word != name.lower()
    ]
    assert len(spelled) == len(set(spelled))
