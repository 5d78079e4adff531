"""What `doctor` checks in the stored tables of a folder. Reads properties only, no rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faultbook.cli.doctor.diagnosis import Diagnosis, Status, guarded
from faultbook.settings import Settings
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.text_columns import REDACTION_PROPERTY, REDACTION_VERSION, TEXTS

OLD_TEXTS = "Old texts"
REMEDY = "run redact"


def lakehouse_checks(lakehouse: Path, settings: Settings) -> Iterator[Diagnosis]:
    """The lines about a folder of tables; none where there is no table yet, or nothing to open it with."""
    schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
    if not any((lakehouse / schema).is_dir() for schema in schemas.values()):
        return
    try:
        from faultbook.stores.local.delta_files import LocalLakehouse  # noqa: PLC0415  (an extra; its absence is reported already)
    except ModuleNotFoundError:
        return

    def check() -> Diagnosis:
        stored = LocalLakehouse(lakehouse, schemas)
        found = [name for name in TEXTS if stored.has(TABLES[name]) and _may_be_old(stored.open(TABLES[name]))]
        if not found:
            return Diagnosis(OLD_TEXTS, Status.OK, "every stored text is redacted")
        return Diagnosis(
            OLD_TEXTS,
            Status.WARN,
            f"{', '.join(found)} may contain secrets that an earlier version stored",
            f"faultbook {REMEDY} --lakehouse {lakehouse}",
        )

    yield guarded(OLD_TEXTS, check)


def is_marked(properties: dict[str, str] | None) -> bool:
    """True where a table's properties mark its texts as redacted."""
    marked = (properties or {}).get(REDACTION_PROPERTY, "0")
    return marked.isdigit() and int(marked) >= REDACTION_VERSION


def _may_be_old(table: Any) -> bool:
    return not is_marked(table.metadata().configuration) and bool(table.file_uris())
