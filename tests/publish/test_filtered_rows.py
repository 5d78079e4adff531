"""Who sees what through the filtered schema: generated groups against a filter in plain Python, over the office."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import PERSON_WHERE, ROWS, Dimension, GroupRights, Hidden, hidden_in_table
from tests.examples import examples
from tests.publish.filtered_office import ANSWERS, FilteredOffice
from tests.stores.small_lakehouse import SCHEMAS

EVERYTHING = GroupRights("everything", dict.fromkeys(Dimension), frozenset(Hidden))
VALUES = {
    Dimension.WORKSPACE: ("1", "2", "<ACCOUNT>", "another"),
    Dimension.SERVICE: ("api", "db", "pay", "it's"),
    Dimension.ENVIRONMENT: ("prod", "test", ""),
}
NAMES = ("a", "b", "it's c")
TABLES_OF_ANSWERS = [name for name in ROWS if TABLES[name].role is SchemaRole.ANSWERS]


@pytest.fixture(scope="module")
def filtered(office) -> FilteredOffice:
    return FilteredOffice(LocalLakehouse(office, SCHEMAS))


def rights(name: str):
    values = {
        dimension: st.none() | st.lists(st.sampled_from(known), unique=True).map(tuple)
        for dimension, known in VALUES.items()
    }
    return st.builds(
        GroupRights,
        st.just(name),
        st.fixed_dictionaries({}, optional=values),
        st.sets(st.sampled_from(list(Hidden))).map(frozenset),
    )


def sees(groups: list[GroupRights], table: str, row: dict[str, Any]) -> bool:
    """The rule in words: some group of the reader sees each thing that the row belongs to."""
    for group in groups:
        for dimension, column in ROWS[table].items():
            allowed = group.rows.get(dimension, ())
            if allowed is not None and (not column or row[column] not in allowed):
                break
        else:
            return True
    return False


def shown(groups: list[GroupRights], table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row as the reader sees it."""
    right = {kind for group in groups for kind in group.hidden}
    types = {column.name: column.type for column in TABLES[table].columns}
    result = dict(row)
    for column, kind in hidden_in_table(table).items():
        value = row[column]
        if value is None or kind in right:
            continue
        if kind is Hidden.USERS and value.startswith("<") and value.endswith(">"):
            continue
        other, meant = PERSON_WHERE.get(table, {}).get(column, ("", ""))
        if other and row[other] != meant:
            continue
        result[column] = {"STRING": "[hidden]", "ARRAY<STRING>": ["[hidden]"]}.get(types[column])
    return result


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, rows))


@pytest.mark.parametrize("name", ANSWERS)
def test_who_may_see_everything_sees_what_is_there(filtered, name):
    filtered.grant([EVERYTHING])
    filtered.ask_as(["everything", "others"])
    assert in_order(filtered.rows(name)) == in_order(filtered.rows(name, "answers"))


@pytest.mark.parametrize("groups", [[], ["others"]])
def test_who_is_in_no_group_sees_nothing_at_all(filtered, groups):
    filtered.grant([EVERYTHING])
    filtered.ask_as(groups)
    assert {name: filtered.rows(name) for name in ANSWERS} == {name: [] for name in ANSWERS}


def test_without_any_group_in_the_file_nobody_sees_anything(filtered):
    filtered.grant([])
    filtered.ask_as(["everything", ""])
    assert not [name for name in ANSWERS if filtered.rows(name)]


@pytest.fixture(scope="module")
def whole(filtered) -> dict[str, list[dict[str, Any]]]:
    """What the tables of answers hold."""
    return {name: filtered.rows(name, "answers") for name in TABLES_OF_ANSWERS}


@examples(40)
@given(groups=st.tuples(*map(rights, NAMES)), members=st.sets(st.sampled_from(NAMES)))
def test_every_table_shows_each_reader_the_rows_of_the_rule(filtered, whole, groups, members):
    filtered.grant(list(groups))
    filtered.ask_as(members)
    mine = [group for group in groups if group.group in members]
    for table, rows in whole.items():
        expected = [shown(mine, table, row) for row in rows if sees(mine, table, row)]
        assert in_order(filtered.rows(table)) == in_order(expected), table


def test_money_of_a_workspace_is_all_of_it_and_nothing_else(filtered):
    """The sum over parts of the workspaces is the whole, in tables and in views."""

    def money(name: str, schema: str, column: str) -> Decimal:
        return sum((row[column] or Decimal(0) for row in filtered.rows(name, schema)), Decimal(0))

    workspaces = sorted({row["workspace_id"] for row in filtered.rows("cost_ledger", "answers")})
    assert len(workspaces) > 1
    filtered.grant([GroupRights(f"w{each}", {Dimension.WORKSPACE: (each,)}) for each in workspaces])
    for name, column in (
        ("cost_by_day", "billed_amount"),
        ("query_cost", "loaded_cost"),
        ("cost_by_day", "idle_amount"),
    ):
        parts = []
        for each in workspaces:
            filtered.ask_as([f"w{each}"])
            assert {row["workspace_id"] for row in filtered.rows(name)} <= {each}
            parts.append(money(name, "answers_filtered", column))
        assert sum(parts) == money(name, "answers", column) > 0
        filtered.ask_as([f"w{each}" for each in workspaces])
        assert money(name, "answers_filtered", column) == sum(parts)


def test_counts_of_a_service_are_its_own(filtered):
    filtered.grant([GroupRights("a", {Dimension.SERVICE: ("db",), Dimension.ENVIRONMENT: None})])
    filtered.ask_as(["a"])
    whole = filtered.rows("error_frequency_hourly", "answers")
    assert in_order(filtered.rows("error_frequency_hourly")) == in_order(
        [row for row in whole if row["service"] == "db"]
    )
    assert {service for row in filtered.rows("patterns") for service in row["services"]} == {"db"}


def test_people_are_hidden_after_sums_are_made(filtered):
    """Who spent how much stays a row for each person, without the name; so the money adds up."""
    filtered.grant([GroupRights("a", {Dimension.WORKSPACE: None})])
    filtered.ask_as(["a"])
    whole, seen = filtered.rows("cost_by_user", "answers"), filtered.rows("cost_by_user")
    assert len(whole) == len(seen)
    assert {row["user_id"] for row in seen} <= {"[hidden]"} | {row["user_id"] for row in whole if "<" in row["user_id"]}
    assert "[hidden]" in {row["user_id"] for row in seen}
