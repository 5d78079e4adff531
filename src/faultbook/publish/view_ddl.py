"""The statements that publish a view in Unity Catalog, as text. Needs neither Spark nor SQLFrame, and runs nothing.

A view carries the hash of its whole definition as a property. It is touched only when that hash differs, and then by
ALTER VIEW, because CREATE OR REPLACE drops grants. The property is set last: a run that dies between two statements
leaves the old hash, so the next one does all of them again.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from faultbook.tables import SchemaRole
from faultbook.tables.view import View

HASH_PROPERTY = "faultbook.text_hash"


@dataclass(frozen=True)
class Schemas:
    """The two schemas of a lakehouse in Unity Catalog, by bare names."""

    catalog: str
    raw: str
    answers: str

    def name_of(self, role: SchemaRole) -> str:
        """The quoted name of a role's schema."""
        return quoted(self.catalog, self.raw if role is SchemaRole.RAW else self.answers)

    def view_name(self, view: View) -> str:
        """The quoted name of a view."""
        return f"{self.name_of(view.role)}.{quoted(view.name)}"


def view_query(view: View, schemas: Schemas) -> str:
    """The view's generated Databricks SQL over these schemas."""
    text = files("faultbook").joinpath("generated", "databricks", f"{view.name}.sql").read_text("utf-8")
    for role in SchemaRole:
        text = text.replace(f"{{{role}}}", schemas.name_of(role))
    return text.rstrip("\n")


def text_hash(view: View, query: str) -> str:
    """Hash of everything that publishing writes: the query, and the comments of view and columns."""
    columns = [[column.name, column.type, column.comment] for column in view.columns]
    return sha256(json.dumps([query, view.comment, columns]).encode()).hexdigest()[:32]


def statement_of_hash(view: View, schemas: Schemas) -> str:
    """Reads the properties of a view that exists: rows of key and value, HASH_PROPERTY among them if it has one."""
    return f"SHOW TBLPROPERTIES {schemas.view_name(view)}"


def publish_statements(
    view: View, query: str, schemas: Schemas, *, exists: bool, stored_hash: str | None
) -> tuple[str, ...]:
    """What to run, in this order, so that the view is as its contract and query say; nothing where it already is."""
    if not exists:
        return (create_statement(view, query, schemas),)
    if stored_hash == text_hash(view, query):
        return ()
    return alter_statements(view, query, schemas)


def create_statement(view: View, query: str, schemas: Schemas) -> str:
    """CREATE VIEW with comments and hash; it fails where the view exists, so it can drop no grants."""
    columns = ",\n".join(f"  {quoted(column.name)} COMMENT {literal(column.comment)}" for column in view.columns)
    return (
        f"CREATE VIEW {schemas.view_name(view)} (\n{columns}\n)\n"
        f"COMMENT {literal(view.comment)}\nTBLPROPERTIES ({_hash_property(view, query)})\nAS\n{query}"
    )


def alter_statements(view: View, query: str, schemas: Schemas) -> tuple[str, ...]:
    """A new query for a view that exists; then its comments, which the query takes away; its hash last."""
    name = schemas.view_name(view)
    return (
        f"ALTER VIEW {name} AS\n{query}",
        f"COMMENT ON TABLE {name} IS {literal(view.comment)}",
        *(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {literal(column.comment)}" for column in view.columns),
        f"ALTER VIEW {name} SET TBLPROPERTIES ({_hash_property(view, query)})",
    )


def quoted(*parts: str) -> str:
    """Identifiers in backticks, joined by dots."""
    return ".".join(f"`{part.replace('`', '``')}`" for part in parts)


def literal(text: str) -> str:
    """A string literal; a doubled quote would not do, because Spark joins two literals side by side."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _hash_property(view: View, query: str) -> str:
    return f"{literal(HASH_PROPERTY)} = {literal(text_hash(view, query))}"
