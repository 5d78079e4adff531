"""Which templates are one pattern: each scope's templates merged by the rules of their version, scope by scope.

The rules are plain Python: faults/v1/merging.py and faults/v2/merging.py.
"""

import pyarrow as pa
from pyspark.sql import DataFrame

from faultbook.faults.v1 import merging as v1
from faultbook.faults.v2 import merging as v2
from faultbook.transforms.patterns.templates import FIRST_VERSION, SEPARATOR

SCHEMA = "scope string, template string, merged string"


def merged_templates(templates: DataFrame) -> DataFrame:
    """The text of the pattern that each template belongs to; its own where it merges with none.

    In: scope STRING, template STRING, no NULLs, distinct. Out: scope, template, merged STRING, one row per scope and
    template.
    """
    return templates.groupBy("scope").applyInArrow(merged, SCHEMA)


def merged(templates: pa.Table) -> pa.Table:
    """merged_templates of rows that are here. In and out: its columns."""
    scopes, texts = templates["scope"].to_pylist(), templates["template"].to_pylist()
    pairs = list(zip(scopes, texts, strict=True))
    of_first = [v1.Scoped(*pair) for pair in pairs if _is_of_first_version(pair[0])]
    of_second = [v2.Scoped(*pair) for pair in pairs if not _is_of_first_version(pair[0])]
    found = {tuple(scoped): text for scoped, text in v1.merged_templates(of_first).items()}
    found |= {tuple(scoped): text for scoped, text in v2.merged_templates(of_second).items()}
    return pa.table(
        {
            "scope": pa.array(scopes, pa.string()),
            "template": pa.array(texts, pa.string()),
            "merged": pa.array([found[pair] for pair in pairs], pa.string()),
        }
    )


def _is_of_first_version(scope: str) -> bool:
    return scope.partition(SEPARATOR)[0] == FIRST_VERSION
