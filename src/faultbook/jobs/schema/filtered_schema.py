"""The filtered schema of a lakehouse in Unity Catalog: made and kept where row filters are on, taken away where off.

It adds views to two schemas that the bundle made and touches no table: what jobs read and write stays as it is.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from pyspark.errors import PySparkException

from faultbook.catalog.access import read_access_file
from faultbook.errors import MissingDependency
from faultbook.jobs.schema.published_views import planned_view, stored_hash
from faultbook.lakehouse.contracts import SchemaChange
from faultbook.lakehouse.store import Lakehouse
from faultbook.publish.filtered_views import (
    FilteredView,
    filtered_views,
    names_of_filtered_views,
    schemas_of_filters,
)
from faultbook.publish.view_ddl import Schemas
from faultbook.steps import Steps
from faultbook.stores.views import published_views
from faultbook.tables import SchemaRole
from faultbook.transforms.views import VIEWS

_AT_ONCE = 4
_PLACES = {SchemaRole.RAW: " (rows of who asks)", SchemaRole.ANSWERS: " (filtered)"}


def planned_filters(lakehouse: Lakehouse, steps: Steps) -> list[SchemaChange]:
    """What setup would do to the filtered schema; empty where all is as it should be.

    InvalidCatalog where the file of groups is wrong, MissingDependency where the bundle did not make the two schemas.
    """
    settings = lakehouse.settings
    schemas = Schemas(settings.catalog, raw=settings.raw_schema_name, answers=settings.schema_name)
    filters = schemas_of_filters(schemas)
    absent = [
        f"{filters.catalog}.{bare}"
        for role, bare in ((SchemaRole.RAW, filters.raw), (SchemaRole.ANSWERS, filters.answers))
        if not lakehouse.spark.catalog.databaseExists(filters.name_of(role))
    ]
    if not settings.row_filters:
        return [] if absent else _removal(lakehouse, filters)
    groups = read_access_file(settings.access_file)
    if absent:
        raise MissingDependency(
            f"row_filters is on, and the schema {absent[0]} is not there; expected the bundle to have made it. Readers "
            "see nothing until it is. Fix: let `include` in databricks.yml name resources/row_filters/*.yml, and run "
            "faultbook deploy; or switch row_filters off."
        )
    if not groups:
        with steps.step(f"no group in {settings.access_file or 'access_file'}: no reader sees anything"):
            pass
    reads = {name: view.reads for name, view in published_views().items()}

    def planned(each: FilteredView) -> list[SchemaChange]:
        return planned_view(lakehouse, each.view, each.query, filters, _PLACES[each.view.role])

    with ThreadPoolExecutor(_AT_ONCE) as at_once:
        return list(chain.from_iterable(at_once.map(planned, filtered_views(groups, VIEWS, reads, schemas))))


def carry_out_filters(lakehouse: Lakehouse, changes: Sequence[SchemaChange], steps: Steps) -> None:
    """Runs the changes in order; MissingDependency that names how far it came where one fails.

    A view that is not there yet shows nothing, and one that is not changed yet filters as before: readers never see
    more than they should.
    """
    for done, change in enumerate(changes):
        with steps.step(change.words):
            try:
                lakehouse.spark.sql(change.statement).collect()
            except PySparkException as refused:
                reason = (str(refused).strip().splitlines() or [type(refused).__name__])[0][:300]
                raise MissingDependency(
                    f"Row filters: could not {change.words}, {done} of {len(changes)} changes are done. {reason} Until "
                    "it works readers see less than they may, and no more. Fix: let the principal that runs setup own "
                    "both schemas, or grant it USE SCHEMA, CREATE TABLE, SELECT on them (docs/grants.md), and run "
                    "setup again: it goes on from there."
                ) from refused


def _removal(lakehouse: Lakehouse, filters: Schemas) -> list[SchemaChange]:
    """Drops what faultbook made, and nothing that somebody else put there."""
    return [
        SchemaChange(f"drop view {view.name}{_PLACES[view.role]}", f"DROP VIEW {filters.view_name(view)}")
        for view in names_of_filtered_views(VIEWS)
        if lakehouse.spark.catalog.tableExists(filters.view_name(view)) and stored_hash(lakehouse, view, filters)
    ]
