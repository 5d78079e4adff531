"""Files of what a program printed: any text in them is a record, whatever wrote it."""

import re

_PRINTED = re.compile(r"(?:.*/)?(?:[^/]*[._-])?(?:stdout|stderr)(?:[._-][^/]*)?", re.DOTALL)


def is_printed(path: str) -> bool:
    """True for the path of a file that is named after a standard stream.

    A Databricks cluster delivers `driver/stdout`, `executor/APP/0/stderr`, rotated `stdout--2026-02-03--10-00`, and
    `init_scripts/.../NAME.sh.stdout.log`; launchd, supervisors and Spark's own workers name theirs alike.
    """
    return _PRINTED.fullmatch(path) is not None
