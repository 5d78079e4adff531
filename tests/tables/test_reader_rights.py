"""Every table of answers belongs somewhere, and every column that may hold a text or a person is decided about."""

from faultbook.stores.views import published_views
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import (
    HIDDEN_TEXTS,
    PATHS,
    PERSON_WHERE,
    ROWS,
    SHOWN_LABELS,
    USERS_OF_LOGS,
    VIEW_COLUMNS,
    WHOLE,
    Dimension,
    Hidden,
    hidden_in_table,
)
from faultbook.tables.text_columns import LANDED_FILE, PERSON, TEXTS, WITHOUT_TEXT

COLUMN_OF = {Dimension.WORKSPACE: "workspace_id", Dimension.SERVICE: "service", Dimension.ENVIRONMENT: "environment"}
NEVER_READ = {"writer_lease", "raw_events", "event_reports", "event_rejects"}
"""Tables of the schema of rows that no view of answers reads."""


def test_every_table_has_what_its_rows_belong_to():
    assert ROWS.keys() == TABLES.keys() - NEVER_READ


def test_every_table_that_views_read_is_filtered():
    assert {table for view in published_views().values() for table in view.reads} <= ROWS.keys()
    assert {name for name, table in TABLES.items() if table.role is SchemaRole.ANSWERS} <= ROWS.keys()


def test_a_table_with_such_a_column_is_limited_by_it():
    for name, dimensions in ROWS.items():
        columns = {column.name: column.type for column in TABLES[name].columns}
        for dimension, expected in COLUMN_OF.items():
            assert (dimensions.get(dimension) == expected) == (expected in columns), (name, dimension)
            assert dimensions.get(dimension, WHOLE) in {expected, WHOLE}
            assert columns.get(expected, "STRING") == "STRING"


def test_every_text_column_is_either_hidden_or_a_label():
    names = {column for columns in TEXTS.values() for column in columns}
    kinds = (HIDDEN_TEXTS, SHOWN_LABELS, USERS_OF_LOGS)
    assert set().union(*kinds) == names
    assert sum(map(len, kinds)) == len(names)


def test_what_a_table_hides_are_columns_of_it():
    for name, table in TABLES.items():
        assert hidden_in_table(name).keys() <= set(table.column_names)
    for name, columns in PERSON_WHERE.items():
        assert {column for pair in columns.items() for column in (pair[0], pair[1][0])} <= set(
            TABLES[name].column_names
        )


def test_people_and_paths_are_hidden():
    for name, reasons in WITHOUT_TEXT.items():
        hidden = hidden_in_table(name)
        assert {hidden.get(column) for column in reasons.get(PERSON, ())} <= {Hidden.USERS}
        assert set(reasons.get(LANDED_FILE, ())) <= hidden.keys() | {"subject"}
    assert PATHS & set(WITHOUT_TEXT["ingest_ledger"][LANDED_FILE])


def test_no_column_by_which_rows_are_chosen_is_hidden():
    for name, dimensions in ROWS.items():
        assert not set(dimensions.values()) & hidden_in_table(name).keys()


def test_what_views_call_otherwise_are_columns_of_views():
    columns = {column.name for view in published_views().values() for column in view.columns}
    assert VIEW_COLUMNS.keys() <= columns
