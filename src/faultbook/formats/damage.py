"""A file whose content cannot be read: the exception, and the errors of libraries that mean it."""

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

TRUNCATED = "the file ends before its content does (truncated)"


class DamagedFile(Exception):
    """A compressed file or an archive ends early, is damaged, or is not read. The text is the reason."""


@contextmanager
def readable_damage(kind: str) -> Iterator[None]:
    """DamagedFile for what decompressors raise. An error of the file system, which may pass, is raised as it is."""
    try:
        yield
    except DamagedFile as wrong:
        raise DamagedFile(f"{kind}: {wrong}") from wrong
    except EOFError as wrong:
        raise DamagedFile(f"{kind}: {TRUNCATED}") from wrong
    except (zlib.error, lzma.LZMAError, ValueError) as wrong:
        raise DamagedFile(f"{kind}: {wrong}") from wrong
    except OSError as wrong:
        if wrong.errno is not None:
            raise
        raise DamagedFile(f"{kind}: {wrong}") from wrong
