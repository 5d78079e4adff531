"""Rules from the folder that people edit, catalog/rules: what is right of them, and what is wrong with the others."""

from pathlib import Path
from types import MappingProxyType

from faultbook.catalog.rule_frames import FRAMES
from faultbook.errors import InvalidCatalog
from faultbook.rules.documents import MOST_BYTES
from faultbook.rules.mistakes import Mistake
from faultbook.rules.reading import RuleBook, RuleFile, book_of, read_rules

SUFFIXES = (".yml", ".yaml")


def load_rules(folder: str) -> RuleBook:
    """The rules of a folder and its sub-folders; no rules for an empty path.

    InvalidCatalog where the folder is missing. A wrong file or rule is a mistake, and leaves the others as they are.
    """
    if not folder:
        return RuleBook(MappingProxyType({}), ())
    if not Path(folder).is_dir():
        raise InvalidCatalog(
            f"{folder} is no folder. Fix: make it, or give an empty path: docs/rules.md shows what it may hold."
        )
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return book_of([_read(path, path.relative_to(folder).as_posix()) for path in files], FRAMES)


def _read(path: Path, name: str) -> RuleFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"found a file of more than {MOST_BYTES:,} bytes; expected several smaller ones.")
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return RuleFile((), (Mistake(name, 1, "", "found bytes that are not UTF-8; expected a text file in UTF-8."),))
    except (OSError, ValueError) as wrong:
        return RuleFile((), (Mistake(name, 1, "", str(wrong)),))
    return read_rules(text, name, FRAMES, path.parent)
