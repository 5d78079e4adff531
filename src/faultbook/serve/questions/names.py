"""Names that a question may use: severities as they are stored, and what there is that looks like a name not found."""

from faultbook.formatting.log_text import Cleaner
from faultbook.serve.questions.arguments import nearest
from faultbook.serve.questions.pages import DataAsOf, data_as_of, through
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.severities import severities_in
from faultbook.stores.store import Store, query

MOST_NAMES = 1_000


def severity(store: Store, name: str | None) -> str | None:
    """The severity as it is stored, from any of its spellings; InvalidQuery where it is none.

    Names that only older records have, of a setting that was changed since, are known too.
    """
    if name is None:
        return None
    known = severities_in(store)
    found = known.canonical(name)
    if found is None:
        through_newest = {"through_batch": through(data_as_of(store))}
        former = {row["severity"].lower(): row["severity"] for row in store.rows(query("severities"), through_newest)}
        found = former.get(name.strip().lower())
    if found is None:
        near = nearest(name, list(known.spellings), most=1)
        guess = f" Did you mean {known.spellings[near[0]]}?" if near else ""
        raise InvalidQuery(f"severity: found {ascii(name)[:80]}.{guess} There are: {', '.join(known.names)}.")
    return found


def codes_like(store: Store, code: str, as_of: DataAsOf) -> list[str]:
    """Codes on record that look like this one; none where it is on record itself."""
    values = {"through_batch": through(as_of), "page_rows": MOST_NAMES, "skipped": 0}
    order = ("-occurrence_count", "error_code", "severity")
    rows = store.rows(query("error_frequency").page(order), values)
    return _like(code, [row["error_code"] for row in rows])


def files_like(store: Store, path: str, as_of: DataAsOf) -> list[str]:
    """Source code files on record that look like this one; none where it is on record itself."""
    values = {"through_batch": through(as_of), "page_rows": MOST_NAMES, "skipped": 0}
    rows = store.rows(query("files_of_code").page(("-occurrence_count", "file_path")), values)
    known = [row["file_path"] for row in rows]
    endings = [name for name in known if name.endswith(path.rpartition("/")[2])]
    return _like(path, known) or ([] if path in known else _safe(endings[:3]))


def _like(name: str, known: list[str]) -> list[str]:
    return [] if name in known else _safe(nearest(name, list(dict.fromkeys(known))))


def _safe(names: list[str]) -> list[str]:
    return [Cleaner().cut(name, 200)[0] for name in names]
