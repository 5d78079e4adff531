"""A landed file as it is opened: by path or with its content, and what its path tells."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from faultbook.formats.spans import WHOLE, BoundedFile, Span

_ROOT = re.compile(r"//[^/]*/")
"""Begins the names of landed files of other roots than the first."""


@dataclass(frozen=True)
class LandedText:
    """A landed file to read: its name, when it was last written (microseconds), how to open it from its beginning, what
    of its content is read.
    """

    source_file: str
    file_time: int
    open: Callable[[], BinaryIO]
    span: Span = WHOLE


def text_of_content(source_file: str, file_time: int, content: bytes, span: Span = WHOLE) -> LandedText:
    """A landed file whose content is in memory."""
    return LandedText(source_file, file_time, lambda: io.BytesIO(content), span)


def text_of_path(
    source_file: str, file_time: int, path: str, span: Span = WHOLE, *, length: int | None = None
) -> LandedText:
    """A landed file on this machine. `length`: its bytes when it was listed; what was written since is not read."""

    def opened() -> BinaryIO:
        file = open(path, "rb")  # noqa: PTH123, SIM115
        return file if length is None else cast(BinaryIO, BoundedFile(file, length))

    return LandedText(source_file, file_time, opened, span)


def path_in_root(source_file: str) -> str:
    """A landed file relative to its root: without the name of the root that may come before it."""
    return _ROOT.sub("", source_file, count=1) if source_file.startswith("//") else source_file


def service_of_path(path: str, default_service: str) -> str:
    """The first sub-folder of the landing root, else `default_service`."""
    folder, slash, _ = path.partition("/")
    return folder if slash else default_service
