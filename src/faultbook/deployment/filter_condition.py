"""Whether row filters hold where they are on: the views are there, and readers have no way past them. Reads only."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from faultbook.deployment.privileges import EVERYBODY, spelled

MOST_NAMED = 3
READING = ("SELECT", "ALL_PRIVILEGES")


def filter_troubles(
    client: Any, filtered: str, closed: Iterable[str], readers: str, expected: Collection[str]
) -> Iterator[str]:
    """What is wrong, a sentence each; none where all is well. What cannot be read is a sentence too.

    `client`: a WorkspaceClient. `filtered`: full name of the filtered schema; `closed`: of those that readers may not
    read. `readers`: the group that asks. `expected`: the views that setup makes in the filtered schema.
    """
    from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415  (an extra, slow to import)

    try:
        yield from _absent(client, filtered, expected)
        for schema in closed:
            yield from _way_past(client, schema, readers)
    except (DatabricksError, TimeoutError, OSError) as refused:
        first = (str(refused).strip().splitlines() or [type(refused).__name__])[0][:300]
        yield f"row filters could not be looked at: {first}"


def _absent(client: Any, filtered: str, expected: Collection[str]) -> Iterator[str]:
    catalog, schema = filtered.split(".", 1)
    there = {table.name for table in client.tables.list(catalog_name=catalog, schema_name=schema)}
    if absent := sorted(set(expected) - there):
        more = f" and {len(absent) - MOST_NAMED} more" if len(absent) > MOST_NAMED else ""
        named = f"{', '.join(absent[:MOST_NAMED])}{more}"
        yield f"row filters are on, and {filtered} has no view {named}: databricks bundle run setup makes them"


def _way_past(client: Any, schema: str, readers: str) -> Iterator[str]:
    principals = {readers, *EVERYBODY}
    token: str | None = None
    while True:
        page = client.grants.get_effective("schema", schema, max_results=0, page_token=token)
        for assignment in page.privilege_assignments or []:
            if assignment.principal in principals:
                held = [one.privilege.value for one in assignment.privileges or [] if one.privilege]
                if reading := [name for name in READING if name in held]:
                    quoted = ".".join(f"`{part}`" for part in schema.split("."))
                    revoke = f"REVOKE {spelled(reading)} ON SCHEMA {quoted} FROM `{assignment.principal}`"
                    yield (
                        f"row filters are on, and {assignment.principal} reads {schema} past them: {revoke} "
                        "(or on its catalog)"
                    )
        token = page.next_page_token
        if not token:
            return
