from faultbook.delivery.texts.trend import SHOWN_HOURS, trend


def test_each_hour_is_one_character_as_high_as_its_share():
    assert trend([0, 1, 4, 8]) == "·▁▄█"
    assert trend([0, 0]) == "··" and trend([]) == ""


def test_a_small_count_is_seen_and_only_the_last_hours_are_shown():
    assert trend([1, 1_000_000]) == "▁█"
    assert trend([9] * 100 + [1] * SHOWN_HOURS) == "█" * SHOWN_HOURS
