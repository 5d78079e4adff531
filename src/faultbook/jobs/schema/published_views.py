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
    return [change for view in VIEWS.values() for change in _planned(lakehouse, view, schemas)]


def _planned(lakehouse: Lakehouse, view: View, schemas: Schemas) -> list[SchemaChange]:
    exists = lakehouse.spark.catalog.tableExists(schemas.view_name(view))
    statements = publish_statements(
        view,
        view_query(view, schemas),
        schemas,
        exists=exists,
        stored_hash=_stored_hash(lakehouse, view, schemas) if exists else None,
    )
    words = f"{'change' if exists else 'create'} view {view.name}"
    return [
        SchemaChange(f"{words}, step {at}" if at > 1 else words, statement)
        for at, statement in enumerate(statements, 1)
    ]


def _stored_hash(lakehouse: Lakehouse, view: View, schemas: Schemas) -> str | None:
    properties = lakehouse.spark.sql(statement_of_hash(view, schemas)).collect()
    return next((row["value"] for row in properties if row["key"] == HASH_PROPERTY), None)
