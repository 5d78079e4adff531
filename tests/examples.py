"""How many examples a property is checked on: a profile decides, and a property may weigh more or less than others.

`--hypothesis-profile` chooses the profile: `unit` (few), `test` (the default), `prove` (many, with a seed).
"""

from typing import Any

from hypothesis import settings

ORDINARY = 100
"""Examples of a property without a count of its own, in the profile `test`."""

PROFILES = {"unit": 10, "test": ORDINARY, "prove": 2_000}
"""Profile -> examples of such a property."""


def register_profiles() -> None:
    """Registers the profiles and loads `test`.

    `unit` and `test` take the same examples at every run: a failure comes from the code, not from chance.
    """
    for name, count in PROFILES.items():
        settings.register_profile(
            name, max_examples=count, derandomize=name != "prove", database=None, deadline=None, print_blob=True
        )
    settings.load_profile("test")


def examples(count: int, **others: Any) -> settings:
    """Settings of a property that takes `count` examples in the profile `test`, and in others in proportion.

    `others` are further settings of hypothesis.
    """
    in_profile = round(count * settings.default.max_examples / ORDINARY)
    return settings(max_examples=max(in_profile, 2), **others)
