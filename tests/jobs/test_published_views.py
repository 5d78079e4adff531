"""A grant that somebody made by hand on a view survives every further setup: against a catalog that drops grants."""

import re
from types import SimpleNamespace

import pytest

from faultbook.jobs.schema.published_views import planned_views
from faultbook.lakehouse.store import Lakehouse
from faultbook.publish.view_ddl import HASH_PROPERTY
from faultbook.settings import make_settings
from faultbook.transforms.views import VIEWS

VIEW = "`main`.`faultbook`.`error_frequency`"
GRANT = ("log-readers", "SELECT")


class FakeCatalog:
    """Views with their property and grants. As in Unity Catalog, what is made anew has no grants."""

    def __init__(self) -> None:
        self.hashes: dict[str, str] = {}
        self.grants: dict[str, set[tuple[str, str]]] = {}
        self.statements: list[str] = []
        self.catalog = SimpleNamespace(tableExists=lambda name: name in self.hashes)

    def sql(self, statement: str) -> SimpleNamespace:
        if shown := re.match(r"SHOW TBLPROPERTIES (\S+)", statement):
            rows = [{"key": HASH_PROPERTY, "value": self.hashes[shown[1]]}]
            return SimpleNamespace(collect=lambda: rows)
        self.statements.append(statement)
        verb, name = re.match(
            r"(CREATE(?: OR REPLACE)? VIEW|DROP VIEW|ALTER VIEW|COMMENT ON \w+) (\S+)", statement
        ).groups()
        if verb.startswith(("CREATE", "DROP")):
            assert "REPLACE" in verb or name not in self.hashes
            self.grants[name] = set()
        if found := re.search(rf"'{HASH_PROPERTY}' = '(\w+)'", statement):
            self.hashes[name] = found[1]
        return SimpleNamespace(collect=list)


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog()


def set_up(catalog: FakeCatalog) -> list[str]:
    """What a setup runs for views, run."""
    already = len(catalog.statements)
    lakehouse = Lakehouse(catalog, make_settings(catalog="main"))
    for change in planned_views(lakehouse):
        catalog.sql(change.statement)
    return catalog.statements[already:]


def test_the_second_setup_runs_no_statement_and_the_grant_is_there(catalog):
    assert len(set_up(catalog)) == len(VIEWS)
    catalog.grants[VIEW].add(GRANT)

    assert set_up(catalog) == []
    assert catalog.grants[VIEW] == {GRANT}


def test_a_view_whose_text_changed_keeps_its_grant(catalog):
    set_up(catalog)
    catalog.grants[VIEW].add(GRANT)
    catalog.hashes[VIEW] = "of an older version"

    changed = set_up(catalog)
    assert changed[0].startswith(f"ALTER VIEW {VIEW} AS\n")
    assert all(VIEW in statement.split("\n")[0] for statement in changed)
    assert catalog.grants[VIEW] == {GRANT}
    assert set_up(catalog) == []


def test_the_catalog_would_drop_the_grant_of_a_view_that_is_made_anew(catalog):
    set_up(catalog)
    catalog.grants[VIEW].add(GRANT)
    catalog.sql(f"CREATE OR REPLACE VIEW {VIEW} AS SELECT 1")
    assert catalog.grants[VIEW] == set()
