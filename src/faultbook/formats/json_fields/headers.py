"""Lines of a JSON log that are neither JSON nor text: comments and rules."""

_TABS_OF_A_RECORD = 4
HEADER_STARTS = "#-"


def is_header(line: str) -> bool:
    """True for a `#` line with fewer than four tabs, for a `# Format:` line, and for a line of dashes only."""
    if line.startswith("#"):
        is_format = line.startswith(("# Format:", "#Format:"))
        return is_format or line.count("\t") < _TABS_OF_A_RECORD
    return line.startswith("-") and not line.rstrip(" \t").strip("-")
