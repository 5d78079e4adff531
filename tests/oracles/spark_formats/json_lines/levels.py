"""What a level of a JSON line means: words by the spellings of the setting, numbers by the logger that writes them.

A number means different things under different names, so it is read only where the field name identifies its scale. Any
other is no known level.
"""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.levels import NUMBERS, NUMBERS_UNDER
from tests.oracles.spark_formats.tab_separated.parsing import spelled_severity

__all__ = ["NUMBERS", "NUMBERS_UNDER", "level_severity"]


def level_severity(
    level: Column, numbers: Column, severities: Mapping[str, Sequence[str]], *, is_access_record: Column
) -> Column:
    """The canonical severity of a level; Unknown where there is none or it is not known.

    In: `level` as written, `numbers` the key of NUMBERS for its name, both NULL where absent;
    `is_access_record`: the line records a request and no failure, a kind of line that has no level: it is as mild as
    the mildest of `severities`. A spelling of the setting wins over what a number usually means; its empty spelling is
    what a line without a level means. Nulls: none.
    """
    key = F.concat(numbers, F.lit(" "), level)
    by_number = F.lit(None).cast("string")
    for name, keys in _keys(severities).items():
        by_number = F.when(key.isin(*keys), F.lit(name)).otherwise(by_number)
    mildest = F.when(level.isNull() & is_access_record, F.lit(tuple(severities)[-1]))
    return F.coalesce(spelled_severity(level, severities), by_number, mildest, F.lit(UNKNOWN))


def _keys(severities: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Canonical severity -> the numbers that mean it, as `whose number`."""
    spelled = {spelling.lower(): name for name, others in severities.items() for spelling in (name, *others)}
    found: dict[str, list[str]] = {}
    for whose, numbers in NUMBERS.items():
        for number, words in numbers.items():
            name = next((spelled[word] for word in words if word in spelled), None)
            if name is not None:
                found.setdefault(name, []).append(f"{whose} {number}")
    return found
