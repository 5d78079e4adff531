"""Settings of the lakehouse: where tables are, who may write, how long rows are kept."""

from enum import StrEnum

from pydantic import Field

from faultbook.settings.group import Group


class TableLayout(StrEnum):
    """How the files of a new table are laid out."""

    PARTITIONS = "partitions"
    CLUSTERS = "clusters"


class LakehouseSettings(Group):
    """Where tables are, who may write, how long rows are kept."""

    catalog: str = Field(
        ".lakehouse", description="Unity Catalog catalog, or (with a / or a leading .) a local folder of Delta tables."
    )
    schema_name: str = Field("faultbook", description="Schema of answers: counts, ledgers, views.")
    raw_schema_name: str = Field("faultbook_raw", description="Schema of rows: records and rejects.")
    lease_seconds: int = Field(
        120, ge=10, description="A writer that does not renew its lease for so long has lost it (seconds)."
    )
    lease_wait_seconds: int = Field(0, ge=0, description="How long to wait for another writer to finish (seconds).")
    records_retention_days: int = Field(0, ge=0, le=36_500, description="Days that records are kept; 0: for ever.")
    rejects_retention_days: int = Field(0, ge=0, le=36_500, description="Days that rejects are kept; 0: for ever.")
    vacuum_retention_hours: int = Field(
        168, ge=168, description="Hours that replaced data files are kept for time travel and running readers."
    )
    table_layout: TableLayout = Field(
        TableLayout.PARTITIONS,
        description="How setup lays out new tables in a workspace: partitions as docs/tables.md names them, or liquid "
        "clustering by the same columns and those that files are ordered by. Tables that are there stay as they are.",
    )
    row_filters: bool = Field(
        False,
        description="setup only, in a workspace: keep the filtered schema, in which readers see what access_file lets "
        "them see; off: take it away. The bundle switches it together with grants: resources/row_filters/.",
    )
    access_file: str = Field(
        "", description="YAML file of which group sees what, where row_filters is on; empty: nobody sees anything."
    )
    reconcile_days: int = Field(
        7, ge=1, le=36_500, description="How many days back reconcile recomputes counts from records."
    )
    rebuild_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="reconcile only: how many days back counts are recomputed from records; 0: none.",
    )

    @property
    def is_local(self) -> bool:
        """True where `catalog` names a folder, False where it names a Unity Catalog catalog."""
        return "/" in self.catalog or self.catalog.startswith(".")
