"""Opening tables: what is refused and how it is said, and that one moment is seen while a writer is at work."""

import json
from pathlib import Path

import pytest
from deltalake import DeltaTable

from faultbook.errors import ContractBroken, MissingDependency, SettingError
from faultbook.stores.answers import Query
from faultbook.stores.errors import LakehouseBusy
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from faultbook.tables import ERROR_COUNTS
from tests.stores.small_lakehouse import SCHEMAS, append, counts, ledger, make_lakehouse


class Writer:
    """Opens tables like DeltaTable, and does something to the lakehouse before the named table's first openings."""

    def __init__(self, table: str, *acts) -> None:
        self.table, self.acts = table, list(acts)

    def __call__(self, folder: str) -> DeltaTable:
        if Path(folder).name == self.table and self.acts:
            self.acts.pop(0)()
        return DeltaTable(folder)


def queried(folder: Path, writer: Writer) -> list[tuple[str, int]]:
    store = LocalStore(LocalLakehouse(folder, SCHEMAS, writer), {})
    answer = store.ask(Query("error_counts", columns=("error_code", "occurrence_count"), order=("error_code",)))
    return list(answer.rows)


def test_counts_of_a_batch_that_the_ledger_does_not_know_are_not_seen(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A"), counts(2, "B")])

    assert queried(tmp_path, Writer("")) == [("A", 1)]


def test_a_batch_written_while_tables_are_opened_is_seen_whole_or_not_at_all(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A")])
    half = Writer("error_counts", lambda: append(tmp_path, "error_counts", [counts(2, "B")]))

    assert queried(tmp_path, half) == [("A", 1)]


def test_counts_compacted_while_tables_are_opened_are_not_lost(tmp_path):
    """Compaction gives old counts the number of a batch that the ledger, as opened first, does not know."""
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A")])

    def complete_and_compact() -> None:
        append(tmp_path, "error_counts", [counts(2, "A")])
        append(tmp_path, "ingest_ledger", [ledger(2)])
        append(tmp_path, "error_counts", [counts(2, "A", 2)], mode="overwrite")

    assert queried(tmp_path, Writer("error_counts", complete_and_compact)) == [("A", 2)]


def test_a_writer_that_never_pauses_is_reported_instead_of_waited_for(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])

    class Restless(DeltaTable):
        def update_incremental(self) -> None:
            if self.table_uri.rstrip("/").endswith("ingest_ledger"):
                append(tmp_path, "ingest_ledger", [ledger(self.version() + 2)])
            super().update_incremental()

    with pytest.raises(LakehouseBusy, match="Try again"):
        LocalLakehouse(tmp_path, SCHEMAS, Restless).snapshot(["error_counts"])


def test_a_file_removed_between_listing_and_reading_is_read_once_more(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A")])

    class Removed(DeltaTable):
        """Maintenance rewrites the table and removes the old file after its first listing."""

        rewritten = False

        def file_uris(self, *arguments, **named):
            uris = super().file_uris(*arguments, **named)
            if self.table_uri.rstrip("/").endswith("error_counts") and not Removed.rewritten:
                Removed.rewritten = True
                append(tmp_path, "error_counts", [counts(1, "A")], mode="overwrite")
                for uri in uris:
                    Path(uri).unlink()
            return uris

    assert queried(tmp_path, Removed) == [("A", 1)]


def test_a_file_that_stays_away_is_named(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A")])
    [data_file] = (tmp_path / "faultbook" / "error_counts").glob("*.parquet")
    data_file.unlink()

    with pytest.raises(MissingDependency, match=data_file.name):
        queried(tmp_path, Writer(""))


def test_a_folder_without_a_lakehouse_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(MissingDependency, match=r"no lakehouse in .*nowhere.*faultbook run setup --lakehouse"):
        queried(tmp_path / "nowhere", Writer(""))


def test_a_single_missing_table_is_named(tmp_path):
    append(tmp_path, "ingest_ledger", [])

    with pytest.raises(MissingDependency, match=r"has no table error_counts.*faultbook run setup"):
        queried(tmp_path, Writer(""))


@pytest.mark.parametrize("version", [2, 3])
def test_a_table_that_needs_a_newer_reader_is_refused(tmp_path, version):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)], error_counts=[counts(1)])
    log = tmp_path / "faultbook" / "error_counts" / "_delta_log" / f"{1:020}.json"
    protocol = {"minReaderVersion": version, "minWriterVersion": 7 if version == 3 else 5}
    features = {"readerFeatures": ["deletionVectors"], "writerFeatures": ["deletionVectors"]} if version == 3 else {}
    log.write_text(json.dumps({"protocol": protocol | features}) + "\n")

    with pytest.raises(ContractBroken, match=rf"error_counts needs Delta reader version {version}; expected 1"):
        queried(tmp_path, Writer(""))


def test_a_log_that_is_no_log_is_reported_in_one_line(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])
    log = tmp_path / "faultbook" / "error_counts" / "_delta_log" / f"{0:020}.json"
    log.write_text("not json\n")

    with pytest.raises(ContractBroken, match=r"error_counts cannot be opened: [^\n]+$"):
        queried(tmp_path, Writer(""))


@pytest.mark.parametrize("name", ["plain", "two words", "mit ümlaut", "a#b", "it's", "day=1", "😀", "a,b;c"])
def test_folders_of_many_names_can_be_read(tmp_path, name):
    folder = make_lakehouse(tmp_path / name, ingest_ledger=[ledger(1)], error_counts=[counts(1, "A", 3)])

    assert queried(folder, Writer("")) == [("A", 3)]


@pytest.mark.parametrize("name", ["a[b]", "50%", "a*", "what?", "a\nb", "a|b", "a{b}"])
def test_folders_that_readers_would_misread_are_refused(tmp_path, name):
    with pytest.raises(SettingError, match="Fix: use a folder without"):
        LocalLakehouse(tmp_path / name, SCHEMAS)


def test_a_folder_named_like_a_partition_is_refused_where_it_would_change_rows(tmp_path):
    folder = make_lakehouse(tmp_path / "service=x", ingest_ledger=[ledger(1)], error_counts=[counts(1, "A")])

    assert queried(folder, Writer("")) == [("A", 1)]  # not partitioned: folders mean nothing
    with pytest.raises(SettingError, match="'service=x'"):
        LocalLakehouse(folder, SCHEMAS).snapshot(["error_logs_parsed"])


def test_only_what_a_question_needs_is_opened(tmp_path):
    make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])
    opened = []

    def remembering(folder: str) -> DeltaTable:
        opened.append(Path(folder).name)
        return DeltaTable(folder)

    LocalLakehouse(tmp_path, SCHEMAS, remembering).snapshot([ERROR_COUNTS.name])

    assert opened == ["ingest_ledger", "error_counts"]
