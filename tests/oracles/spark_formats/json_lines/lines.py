"""JSON lines, judged."""

from pyspark.sql import functions as F

from faultbook.faults.severities import DEFAULT_SEVERITIES
from tests.frames import frame
from tests.oracles.spark_formats.json_lines.parsing import judged_json_lines

RULES = {"severities": DEFAULT_SEVERITIES, "code_pattern": r"[A-Za-z][A-Za-z0-9_.:-]{0,63}", "max_line_bytes": 400}


def judged(lines, *, source_file=None, **rules):
    """Lines of bytes with their verdicts; the first is of `f000`, the next of `f001`, unless `source_file` is given."""
    named = [(source_file or f"f{at:03d}", line) for at, line in enumerate(lines)]
    texts = frame(named, "source_file string, raw binary")
    return judged_json_lines(
        texts.select("source_file", F.col("raw").cast("string").alias("line")), **{**RULES, **rules}
    )
