"""The views of the filtered schema, as contracts with their SQL. Needs no Spark, and runs nothing.

Jobs read and write the tables themselves, so nothing here can change a count or an amount that is stored. Readers get
SELECT on the filtered schema instead of the schema of answers. Three layers, each a view in Unity Catalog:

1. `reader_rules`, in the access schema: a row per group in catalog/access.yml that the session's user is a member of.
2. One view per table, in the access schema, on which readers have no grant: the rows that some rule lets the user see.
3. One view per table and view of answers, in the filtered schema: what is made of those rows, with texts and people
   hidden last, so that no join and no sum depends on what is hidden.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from faultbook.publish.view_ddl import Schemas, literal, quoted, view_query
from faultbook.tables import TABLES, Column, SchemaRole, Table
from faultbook.tables.reader_rights import (
    PERSON_WHERE,
    ROWS,
    WHOLE,
    Dimension,
    GroupRights,
    Hidden,
    hidden_in_table,
    hidden_in_view,
)
from faultbook.tables.view import View

FILTERED_SUFFIX, ACCESS_SUFFIX = "_filtered", "_access"
"""What follows the name of the schema of answers in the names of the two schemas, as in resources/row_filters/."""
RULES = "reader_rules"
HIDDEN_TEXT = "[hidden]"
_ALL = {dimension: f"all_{dimension.value}" for dimension in Dimension}


@dataclass(frozen=True)
class FilteredView:
    """A view and its SQL. The role RAW is the access schema, ANSWERS the filtered one."""

    view: View
    query: str


def schemas_of_filters(schemas: Schemas) -> Schemas:
    """The access and the filtered schema that belong to a schema of answers."""
    return Schemas(
        schemas.catalog, raw=f"{schemas.answers}{ACCESS_SUFFIX}", answers=f"{schemas.answers}{FILTERED_SUFFIX}"
    )


def filtered_views(
    groups: Sequence[GroupRights],
    views: Mapping[str, View],
    reads: Mapping[str, Iterable[str]],
    schemas: Schemas,
    query_of: Callable[[View, Schemas], str] = view_query,
) -> Iterator[FilteredView]:
    """All views, each after those that it reads. `schemas` are those of the tables; `reads`: view -> its tables.

    `query_of` gives the SQL of a published view over schemas.
    """
    filters = schemas_of_filters(schemas)
    yield _rules(groups)
    for name in ROWS:
        yield _rows(TABLES[name], schemas, filters)
    for name in ROWS:
        table = TABLES[name]
        if table.role is SchemaRole.ANSWERS:
            inner = f"SELECT * FROM {filters.name_of(SchemaRole.RAW)}.{quoted(name)}"
            shown = View(name, SchemaRole.ANSWERS, table.comment, table.columns, table.key, "")
            yield FilteredView(shown, _hiding(shown, inner, hidden_in_table(name), filters))
    below = replace(filters, answers=filters.raw)
    for name, view in views.items():
        if view.role is SchemaRole.ANSWERS:
            hidden = hidden_in_view(reads[name], view.column_names)
            yield FilteredView(view, _hiding(view, query_of(view, below), hidden, filters))


def names_of_filtered_views(views: Mapping[str, View]) -> Iterator[View]:
    """Every view that filters may have made, readers' views first: the order in which they can be dropped."""
    for role in (SchemaRole.ANSWERS, SchemaRole.RAW):
        for name in ROWS:
            if role is SchemaRole.RAW or TABLES[name].role is role:
                yield View(name, role, "", (), (), "")
        yield from (view for view in views.values() if view.role is role is SchemaRole.ANSWERS)
    yield View(RULES, SchemaRole.RAW, "", (), (), "")


def visible(table: str, row: str, rule: str) -> str:
    """The condition under which a rule lets its group see a row; both are aliases."""
    conditions = []
    for dimension, column in ROWS[table].items():
        every = f"{rule}.{quoted(_ALL[dimension])}"
        if column == WHOLE:
            conditions.append(every)
        else:
            conditions.append(f"({every} OR ARRAY_CONTAINS({rule}.{quoted(dimension.value)}, {row}.{quoted(column)}))")
    return " AND ".join(conditions) or "TRUE"


def _rules(groups: Sequence[GroupRights]) -> FilteredView:
    columns = (
        Column("group_name", "STRING", "Group of the account that the session's user is a member of.", nullable=False),
        *(
            column
            for dimension in Dimension
            for column in (
                Column(_ALL[dimension], "BOOLEAN", f"True: it sees all {dimension}.", nullable=False),
                Column(dimension.value, "ARRAY<STRING>", f"Which {dimension} it sees.", nullable=False),
            )
        ),
        *(Column(kind.value, "BOOLEAN", f"True: it sees {kind} in the clear.", nullable=False) for kind in Hidden),
    )
    comment = "The rights of who asks: one row per group in catalog/access.yml that they are a member of."
    view = View(RULES, SchemaRole.RAW, comment, columns, ("group_name",), "")
    return FilteredView(view, "\nUNION ALL\n".join(map(_rule, groups)) or f"{_rule(GroupRights('', {}))} AND FALSE")


def _rule(group: GroupRights) -> str:
    name = literal(group.group)
    fields = [f"{name} AS `group_name`"]
    for dimension in Dimension:
        values = group.rows.get(dimension, ())
        fields.append(f"{_boolean(values is None)} AS {quoted(_ALL[dimension])}")
        inside = ", ".join(map(literal, values or ()))
        fields.append(f"CAST(ARRAY({inside}) AS ARRAY<STRING>) AS {quoted(dimension.value)}")
    fields += [f"{_boolean(kind in group.hidden)} AS {quoted(kind.value)}" for kind in Hidden]
    # A literal for each group: the platform documents the function with one.
    return f"SELECT {', '.join(fields)} WHERE IS_ACCOUNT_GROUP_MEMBER({name})"


def _rows(table: Table, schemas: Schemas, filters: Schemas) -> FilteredView:
    columns = ", ".join(f"`each`.{quoted(name)}" for name in table.column_names)
    query = (
        f"SELECT {columns}\nFROM {schemas.name_of(table.role)}.{quoted(table.name)} AS `each`\n"
        f"WHERE EXISTS (\n  SELECT 1 FROM {filters.name_of(SchemaRole.RAW)}.{quoted(RULES)} AS `rule`\n"
        f"  WHERE {visible(table.name, '`each`', '`rule`')}\n)"
    )
    comment = f"The rows of {table.name} that who asks may see. No reader has a grant on it."
    return FilteredView(View(table.name, SchemaRole.RAW, comment, table.columns, table.key, ""), query)


def _hiding(view: View, inner: str, hidden: Mapping[str, Hidden], filters: Schemas) -> str:
    where = PERSON_WHERE.get(view.name, {})
    columns = ",\n  ".join(
        f"{_hidden(column, hidden[column.name], where.get(column.name))} AS {quoted(column.name)}"
        if column.name in hidden
        else f"`seen`.{quoted(column.name)}"
        for column in view.columns
    )
    rights = ", ".join(
        f"COALESCE(BOOL_OR(`rule`.{quoted(kind.value)}), FALSE) AS {quoted(kind.value)}" for kind in Hidden
    )
    return (
        f"SELECT\n  {columns}\nFROM (\n{inner}\n) AS `seen`\n"
        f"CROSS JOIN (\n  SELECT COUNT(*) AS `rules`, {rights}\n"
        f"  FROM {filters.name_of(SchemaRole.RAW)}.{quoted(RULES)} AS `rule`\n) AS `may`\n"
        # A sum over no rows is a row of zeros, and who has no rule gets none.
        "WHERE `may`.`rules` > 0"
    )


def _hidden(column: Column, kind: Hidden, only_where: tuple[str, str] | None) -> str:
    value = f"`seen`.{quoted(column.name)}"
    instead = {"STRING": literal(HIDDEN_TEXT), "ARRAY<STRING>": f"ARRAY({literal(HIDDEN_TEXT)})"}
    # <IDLE>, <UNATTRIBUTED> and the like are words of faultbook and no person.
    words = f" OR {value} LIKE '<%>'" if kind is Hidden.USERS and column.type == "STRING" else ""
    if only_where is not None:
        words += f" OR `seen`.{quoted(only_where[0])} <> {literal(only_where[1])}"
    return (
        f"CASE WHEN {value} IS NULL THEN NULL WHEN `may`.{quoted(kind.value)}{words} THEN {value} "
        f"ELSE {instead.get(column.type, f'CAST(NULL AS {column.type})')} END"
    )


def _boolean(value: bool) -> str:
    return "TRUE" if value else "FALSE"
