"""What `formats suggest` prints: YAML for catalog/formats.yml; remarks go to standard error."""

import sys
from itertools import islice
from pathlib import Path

from faultbook.cli.formats.known import check_file, chosen, known_formats
from faultbook.cli.formats.reading import first_lines
from faultbook.errors import FaultbookError
from faultbook.formats.detection import UNKNOWN_NAME
from faultbook.formats.suggestions.suggestion import READ_LINES, suggest
from faultbook.formats.suggestions.writing import yaml_of
from faultbook.formatting.terminal import console
from faultbook.formatting.values import visible

_READS_WELL = 0.7
"""From this confidence on a known format is named first."""


def print_suggestion(path: Path, catalog: Path | None) -> None:
    """Prints the YAML. FaultbookError where the file has no lines or cannot be decompressed."""
    known = known_formats(catalog)
    check_file(path)
    with path.open("rb") as file:
        choice = chosen(path, path.name, file, known)
    lines = list(islice(first_lines(path, choice), READ_LINES))
    suggestion = suggest(visible(path.name), lines, choice.options)
    if suggestion is None:
        raise FaultbookError(f"{path} has no lines. Fix: give a file with some lines of the log.")
    found = choice.detected
    if found and found.format.name != UNKNOWN_NAME and found.confidence >= _READS_WELL:
        console(sys.stderr).print(
            f"{found.format.name} explains {int(100 * found.confidence)} % of these lines: `faultbook formats detect "
            f"{path}` shows how. A format of your own may not be needed.",
            soft_wrap=True,
        )
    while suggestion.entry["name"] in known.formats:
        suggestion.entry["name"] += "_own"
    sys.stdout.write(yaml_of(suggestion, visible(path.name)))
