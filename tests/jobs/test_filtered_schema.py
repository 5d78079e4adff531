"""Setup keeps the filtered schema where row filters are on, and takes away what it made where they are off."""

import re
from types import SimpleNamespace

import pytest
from pyspark.errors import PySparkException

from faultbook.errors import InvalidCatalog, MissingDependency
from faultbook.jobs.schema.filtered_schema import carry_out_filters, planned_filters
from faultbook.jobs.schema.published_views import planned_views
from faultbook.lakehouse.store import Lakehouse
from faultbook.publish.filtered_views import names_of_filtered_views
from faultbook.settings import make_settings
from faultbook.steps import Steps
from faultbook.transforms.views import VIEWS
from tests.jobs.test_published_views import FakeCatalog

ACCESS, FILTERED = "`main`.`faultbook_access`", "`main`.`faultbook_filtered`"
MADE = len(list(names_of_filtered_views(VIEWS)))
PAY = "groups: {pay: {services: [payments-api]}}"


class Catalog(FakeCatalog):
    """With schemas too, and a statement that the platform refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.schemas = {ACCESS, FILTERED}
        self.refused = ""
        self.catalog = SimpleNamespace(
            tableExists=lambda name: name in self.hashes, databaseExists=lambda name: name in self.schemas
        )

    def sql(self, statement: str) -> SimpleNamespace:
        if self.refused and statement.startswith(self.refused):
            raise PySparkException("[PERMISSION_DENIED] User does not have CREATE TABLE.\nmore words")
        if dropped := re.match(r"DROP VIEW (\S+)$", statement):
            self.statements.append(statement)
            del self.hashes[dropped[1]]
            return SimpleNamespace(collect=list)
        return super().sql(statement)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture
def access(tmp_path):
    path = tmp_path / "access.yml"
    path.write_text(PAY, encoding="utf-8")
    return path


def set_up(catalog: Catalog, **values) -> list[str]:
    """What a setup runs for the filtered schema, run."""
    lakehouse = Lakehouse(catalog, make_settings(catalog="main", **values))
    already = len(catalog.statements)
    carry_out_filters(lakehouse, planned_filters(lakehouse, Steps(task="setup")), Steps(task="setup"))
    return catalog.statements[already:]


def test_switching_on_makes_each_view_once_and_touches_no_table(catalog, access):
    made = set_up(catalog, row_filters=True, access_file=str(access))
    assert len(made) == MADE
    assert all(re.match(rf"CREATE VIEW ({ACCESS}|{FILTERED})\.", statement) for statement in made)
    assert made[0].startswith(f"CREATE VIEW {ACCESS}.`reader_rules`")
    assert set_up(catalog, row_filters=True, access_file=str(access)) == []


def test_another_group_in_the_file_changes_the_rules_and_nothing_else(catalog, access):
    set_up(catalog, row_filters=True, access_file=str(access))
    access.write_text(PAY.replace("pay:", "pay: {workspaces: all}, db:"), encoding="utf-8")
    changed = set_up(catalog, row_filters=True, access_file=str(access))
    assert changed[0].startswith(f"ALTER VIEW {ACCESS}.`reader_rules` AS\n")
    assert all(f"{ACCESS}.`reader_rules`" in statement.split("\n")[0] for statement in changed)


def test_switching_off_drops_what_was_made_readers_views_first(catalog, access):
    set_up(catalog, row_filters=True, access_file=str(access))
    dropped = set_up(catalog)
    assert len(dropped) == MADE
    assert catalog.hashes == {}
    places = ["filtered" in statement for statement in dropped]
    assert places == sorted(places, reverse=True)
    assert set_up(catalog) == []


def test_switching_off_leaves_what_others_made(catalog, access):
    set_up(catalog, row_filters=True, access_file=str(access))
    catalog.hashes[f"{FILTERED}.`patterns`"] = None
    catalog.hashes[f"{FILTERED}.`of_somebody`"] = "something"
    set_up(catalog)
    assert set(catalog.hashes) == {f"{FILTERED}.`patterns`", f"{FILTERED}.`of_somebody`"}


def test_off_without_the_schemas_is_nothing_to_do(catalog):
    catalog.schemas = set()
    assert set_up(catalog) == []


@pytest.mark.parametrize("absent", [ACCESS, FILTERED])
def test_a_schema_that_the_bundle_did_not_make_is_named(catalog, access, absent):
    catalog.schemas = {ACCESS, FILTERED} - {absent}
    with pytest.raises(MissingDependency, match="resources/row_filters") as refused:
        set_up(catalog, row_filters=True, access_file=str(access))
    assert absent.replace("`", "") in str(refused.value)
    assert catalog.statements == []


def test_a_wrong_file_changes_nothing(catalog, access):
    access.write_text("groups: {pay: {texts: true}}", encoding="utf-8")
    with pytest.raises(InvalidCatalog, match="no workspaces, services or environments"):
        set_up(catalog, row_filters=True, access_file=str(access))
    assert catalog.statements == []


def test_no_group_is_announced(catalog, capsys):
    set_up(catalog, row_filters=True)
    assert "no reader sees anything" in capsys.readouterr().out


def test_a_refused_statement_is_a_sentence_and_the_next_setup_goes_on(catalog, access):
    catalog.refused = f"CREATE VIEW {FILTERED}.`patterns`"
    with pytest.raises(MissingDependency) as refused:
        set_up(catalog, row_filters=True, access_file=str(access))
    words = str(refused.value)
    assert re.search(rf"could not create view patterns \(filtered\), \d+ of {MADE} changes are done", words)
    assert "User does not have CREATE TABLE." in words and "more words" not in words
    assert "no more" in words
    before, catalog.refused = len(catalog.statements), ""
    assert 0 < before < MADE
    assert len(set_up(catalog, row_filters=True, access_file=str(access))) == MADE - before


def test_the_views_of_the_schema_of_answers_do_not_depend_on_the_switch(catalog, access):
    """So what jobs and alerts read is the same."""
    texts = [
        [change.statement for change in planned_views(Lakehouse(Catalog(), make_settings(catalog="main", **values)))]
        for values in ({}, {"row_filters": True, "access_file": str(access)})
    ]
    assert texts[0] == texts[1]
    assert "faultbook_access" not in "".join(texts[0])
