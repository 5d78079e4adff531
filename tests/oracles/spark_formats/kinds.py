"""Which lines of a landed file are no candidates for a record: blanks and headers."""

from pyspark.sql import Column
from pyspark.sql import functions as F

ASCII_WHITE_SPACE = " \t\r\x0b\f"


def without_carriage_return(line: Column) -> Column:
    """The line without one trailing CR."""
    # In bytes: counted in characters, a cut-off UTF-8 sequence would take the CR for its own and vanish with it.
    shorter = F.substring(line.cast("binary"), 1, F.octet_length(line) - 1).cast("string")
    return F.when(F.endswith(line, F.lit("\r")), shorter).otherwise(line)


def is_blank(text: Column) -> Column:
    """True for an empty line and for one of ASCII white space only."""
    # Every blank line sorts before "!"; btrim walks the whole of any other line for nothing.
    return (text < "!") & (F.btrim(text, F.lit(ASCII_WHITE_SPACE)) == "")


def is_header(text: Column) -> Column:
    """True for a `#` line with fewer than four tabs, for the `# Format:` line, and for a line of dashes only.

    The format line names the five fields with the tabs between them, so that it alone may have four. White space after
    dashes does not count.
    """
    is_format = text.rlike("^# ?Format:")
    is_comment = F.startswith(text, F.lit("#")) & (is_format | (F.size(F.split(text, "\t", 5)) < 5))
    is_rule = F.startswith(text, F.lit("-")) & (F.btrim(F.rtrim(text, F.lit(" \t")), F.lit("-")) == "")
    return is_comment | is_rule
