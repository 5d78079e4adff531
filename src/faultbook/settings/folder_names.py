"""Names of folders that tables can lie in."""

from pathlib import Path

from faultbook.errors import SettingError

# Delta's reader fails on some of these in a folder's name, DuckDB and Spark take others for patterns.
_UNREADABLE = frozenset("%*?[]{}^|\\")


def require_readable_name(folder: Path) -> None:
    """SettingError where the absolute path of a lakehouse is one that readers of its tables cannot open."""
    odd = sorted({letter for letter in str(folder) if letter in _UNREADABLE or not letter.isprintable()})
    if odd:
        raise SettingError(
            f"catalog: the folder {str(folder)!r} has {' '.join(map(ascii, odd))} in its name, which the "
            "readers of Delta tables cannot open. Fix: use a folder without."
        )
