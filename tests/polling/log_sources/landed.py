"""What ingest reads from landed files, without Spark."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from faultbook.formats.choice import choose
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRules
from tests.formats.reading import OPTIONS, Read, read

MICROSECOND = 1_000_000


def read_landed(folder: Path) -> dict[str, Read]:
    """Name of a landed file -> its records and rejects, by the format that its content is taken for."""
    found = {}
    for path in sorted(folder.rglob("*.jsonl")):
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as file:
            choice = choose(name, file, SourceRules(), formats=FORMATS, options=replace(OPTIONS))
        assert choice.format.name == "json_lines", name
        lines = path.read_text("utf-8").splitlines()
        result = read(choice.format, lines)
        assert result.lines == len(lines)
        found[name] = result
    return found


def micros(text: str) -> int:
    return round(datetime.fromisoformat(text).astimezone(UTC).timestamp() * MICROSECOND)
