"""The views of a lakehouse in Unity Catalog: made where absent, altered where their text changed, else left alone."""

from faultbook.lakehouse.contracts import SchemaChange
from faultbook.lakehouse.store import Lakehouse
from faultbook.publish.view_ddl import (
    HASH_PROPERTY,
    Schemas,
    publish_statements,
    statement_of_hash,
    view_query,
)
from faultbook.tables.view import View
from faultbook.transforms.views import VIEWS


def planned_views(lakehouse: Lakehouse) -> list[SchemaChange]:
    """What setup would do to the views; empty where each is as its function is. Nothing is dropped, grants survive."""
    settings = lakehouse.settings
    schemas = Schemas(settings.catalog, raw=settings.raw_schema_name, answers=settings.schema_name)
    return [
        change
        for view in VIEWS.values()
        for change in planned_view(lakehouse, view, view_query(view, schemas), schemas)
    ]


def planned_view(lakehouse: Lakehouse, view: View, query: str, schemas: Schemas, place: str = "") -> list[SchemaChange]:
    """What brings one view to its contract and query; nothing where it is so. `place` tells equal names apart."""
    exists = lakehouse.spark.catalog.tableExists(schemas.view_name(view))
    statements = publish_statements(
        view,
        query,
        schemas,
        exists=exists,
        stored_hash=stored_hash(lakehouse, view, schemas) if exists else None,
    )
    words = f"{'change' if exists else 'create'} view {view.name}{place}"
    return [
        SchemaChange(f"{words}, step {at}" if at > 1 else words, statement)
        for at, statement in enumerate(statements, 1)
    ]


def stored_hash(lakehouse: Lakehouse, view: View, schemas: Schemas) -> str | None:
    """The hash that publishing wrote to a view that exists; None where faultbook did not make it."""
    properties = lakehouse.spark.sql(statement_of_hash(view, schemas)).collect()
    return next((row["value"] for row in properties if row["key"] == HASH_PROPERTY), None)
