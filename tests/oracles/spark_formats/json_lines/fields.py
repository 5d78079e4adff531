"""Under which names the fields of a log record come: those of formats/json_fields/names.py."""

from faultbook.formats.json_fields.names import FIELDS as _ALL
from faultbook.formats.json_fields.names import NUMBERS

__all__ = ["FIELDS", "NUMBERS", "top_level_names"]

FIELDS: dict[str, tuple[str, ...]] = {field: names for field, names in _ALL.items() if field != "process_id"}


def top_level_names() -> tuple[str, ...]:
    """Every name that an object is looked through for, once each: fields, and objects that hold fields."""
    return tuple(dict.fromkeys(name.partition("/")[0] for names in FIELDS.values() for name in names))
