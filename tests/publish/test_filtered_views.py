"""The statements of the filtered schema: they parse, keep the columns of contracts, and hide what they are made of."""

import re

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.lineage import lineage

from faultbook.publish.filtered_views import RULES, names_of_filtered_views
from faultbook.publish.view_ddl import create_statement, view_query
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import (
    ROWS,
    Dimension,
    GroupRights,
    Hidden,
    hidden_in_table,
    hidden_in_view,
)
from faultbook.transforms.views import VIEWS
from tests.publish.filtered_office import ANSWERS, FILTERS, READS, SCHEMAS, FilteredOffice, all_filtered
from tests.stores.small_lakehouse import SCHEMAS as FOLDERS
from tests.stores.small_lakehouse import arrow, make_lakehouse

GROUPS = [
    GroupRights("everything", dict.fromkeys(Dimension), frozenset(Hidden)),
    GroupRights("it's \\ a `b`", {Dimension.SERVICE: ("a'b\\", "c")}),
]
ALL = {(each.view.role, each.view.name): each for each in all_filtered(GROUPS)}
PUBLISHED = [name for name, view in VIEWS.items() if view.role is SchemaRole.ANSWERS]
WORDS = {"scope_type": "USER", "severity": "Error"}
MARK, PERSON = "SECRET-TEXT", "ada@example.com"


def parsed(text: str) -> exp.Expression:
    return sqlglot.parse_one(text, read="databricks")


@pytest.mark.parametrize("key", ALL, ids=lambda key: f"{key[0]}-{key[1]}")
def test_each_statement_makes_the_columns_of_its_contract(key):
    each = ALL[key]
    tree = parsed(create_statement(each.view, each.query, FILTERS))
    assert isinstance(tree, exp.Create) and not tree.args.get("replace")
    selected = tree.expression.find(exp.Select) if key[1] == RULES else tree.expression
    assert tuple(selected.named_selects) == each.view.column_names


def test_each_view_is_after_those_that_it_reads():
    made: set[str] = set()
    for each in ALL.values():
        for table in parsed(each.query).find_all(exp.Table):
            if table.db in (FILTERS.raw, FILTERS.answers):
                assert f"{table.db}.{table.name}" in made, each.view.name
        made.add(f"{FILTERS.raw if each.view.role is SchemaRole.RAW else FILTERS.answers}.{each.view.name}")


def test_nothing_that_readers_read_goes_past_the_rows_of_who_asks():
    for (role, name), each in ALL.items():
        read = {f"{table.db}.{table.name}" for table in parsed(each.query).find_all(exp.Table) if table.db}
        rules = f"{FILTERS.raw}.{RULES}"
        if role is SchemaRole.ANSWERS:
            assert rules in read
            assert all(one.startswith(f"{FILTERS.raw}.") for one in read), name
        else:
            assert read == (set() if name == RULES else {rules, f"{TABLES[name].role}.{name}"})


def test_every_name_of_the_schema_of_answers_is_in_the_filtered_one():
    assert [name for role, name in ALL if role is SchemaRole.ANSWERS] == ANSWERS


def test_what_is_taken_away_is_what_is_made_readers_views_first():
    names = [(view.role, view.name) for view in names_of_filtered_views(VIEWS)]
    assert sorted(names) == sorted(ALL)
    roles = [role for role, _ in names]
    assert roles == sorted(roles, key=[SchemaRole.ANSWERS, SchemaRole.RAW].index)
    assert names[-1] == (SchemaRole.RAW, RULES)


@given(name=st.text(min_size=1), values=st.lists(st.text()))
def test_no_name_leaves_its_literal(name, values):
    rules = next(iter(all_filtered([GroupRights(name, {Dimension.SERVICE: tuple(values)})])))
    # What is left without literals has no text of anybody in it.
    left = re.sub(r"'(?:[^'\\]|\\.)*'", "", rules.query, flags=re.DOTALL)
    assert re.fullmatch(r"[A-Za-z_`<>(), \n]*", left)
    assert rules.query.count("IS_ACCOUNT_GROUP_MEMBER") >= 1


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_column_that_is_made_of_what_is_hidden_is_hidden(name):
    """Followed through the SQL: texts that reach a column by way of a function or an aggregate count too."""
    view = VIEWS[name]
    hidden = hidden_in_view(READS[name], view.column_names)
    query = view_query(view, SCHEMAS)
    columns = {
        role: {
            table.name: {column.name: column.type for column in table.columns}
            for table in TABLES.values()
            if table.role == role
        }
        for role in SchemaRole
    }
    schema = {"memory": {"answers": columns[SchemaRole.ANSWERS], "raw": columns[SchemaRole.RAW]}}
    for column in view.columns:
        if "STRING" not in column.type:
            continue
        made_of = {
            Hidden(kind)
            for node in lineage(column.name, query, schema=schema, dialect="databricks").walk()
            if isinstance(node.expression, exp.Table)
            and (kind := hidden_in_table(node.expression.name).get(node.name.rpartition(".")[2].strip('`"')))
        }
        if column.name in NAMES_OF_LABELS.get(name, ()):
            assert made_of
            assert column.name not in hidden
        else:
            assert not made_of or hidden.get(column.name) in made_of, (column.name, made_of)


NAMES_OF_LABELS = {"log_volume_by_label": ("label",)}
"""View -> columns that are made of a hidden column and show names of fields only."""


@pytest.fixture(scope="module")
def marked(tmp_path_factory) -> FilteredOffice:
    """One row in each table, with the same text in each column that is hidden."""
    rows = {}
    for name in ROWS:
        row = {"batch_id": 1}
        for column in TABLES[name].columns:
            kind = hidden_in_table(name).get(column.name)
            text = PERSON if kind is Hidden.USERS else MARK
            if kind and column.type in ("STRING", "ARRAY<STRING>"):
                row[column.name] = text if column.type == "STRING" else [text]
            elif column.name in WORDS:
                row[column.name] = WORDS[column.name]
            elif column.name != "batch_id" and not column.nullable:
                row[column.name] = arrow(column.type)[1]
        rows[name] = [{key: value for key, value in row.items() if key in TABLES[name].column_names}]
    folder = make_lakehouse(tmp_path_factory.mktemp("marked"), **rows)
    return FilteredOffice(LocalLakehouse(folder, FOLDERS))


@pytest.mark.parametrize(
    "kinds",
    [frozenset(), {Hidden.TEXTS}, {Hidden.USERS}, set(Hidden)],
    ids=lambda kinds: "+".join(sorted(kinds)) or "nothing",
)
def test_nothing_hidden_is_seen_anywhere_without_the_right(marked, kinds):
    marked.grant([GroupRights("all rows", dict.fromkeys(Dimension), frozenset(kinds))])
    marked.ask_as(["all rows"])
    seen = {name: repr(marked.rows(name)) for name in ANSWERS}
    for mark, kind in ((MARK, Hidden.TEXTS), (PERSON, Hidden.USERS)):
        showing = {name for name, text in seen.items() if mark in text}
        assert bool(showing) == (kind in kinds), showing
