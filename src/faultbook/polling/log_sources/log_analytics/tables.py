"""Shipped knowledge of Log Analytics tables."""

from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import as_file, files

from faultbook.bundle.yaml_model import read_model
from faultbook.catalog.log_tables import RowFields, TablesFile

ANY = "*"


@lru_cache(maxsize=1)
def shipped_tables() -> dict[str, RowFields]:
    """Name of a table, or its beginning and `*` -> how its rows become records."""
    with as_file(files(__package__).joinpath("tables.yml")) as path:
        return read_model(path, TablesFile).tables


def row_fields_of(table: str) -> RowFields:
    """How rows of a table become records: as shipped for its exact name, for its beginning, else for any table."""
    tables = shipped_tables()
    if table in tables:
        return tables[table]
    return next(found for name, found in tables.items() if fnmatchcase(table, name))
