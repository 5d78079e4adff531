"""Groups of settings: each setting belongs to one, users see one flat list, names and order do not depend on groups."""

from collections import Counter

import pytest

from faultbook.settings import GROUPS, Settings, group_of


def test_every_setting_belongs_to_exactly_one_group_and_is_in_the_groups_order():
    names = [name for group in GROUPS.values() for name in group.model_fields]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert names == list(Settings.model_fields)


def test_a_group_is_found_by_the_name_of_a_setting():
    assert (group_of("landing"), group_of("alert_z"), group_of("currency")) == ("ingest", "analysis", "cost")
    with pytest.raises(KeyError):
        group_of("no_such")


def test_settings_are_every_group_so_that_a_function_may_take_only_the_group_that_it_needs():
    assert all(issubclass(Settings, group) for group in GROUPS.values())


@pytest.mark.parametrize("group", GROUPS)
def test_every_setting_has_a_description_and_a_default_that_it_accepts(group):
    fields = GROUPS[group].model_fields
    assert all(field.description and not field.is_required() for field in fields.values())
    GROUPS[group].model_validate({name: field.get_default(call_default_factory=True) for name, field in fields.items()})
