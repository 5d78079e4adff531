"""The files of the catalog: a path that a setting gives in, a checked model out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_model import YamlModel, read_model
from faultbook.errors import InvalidCatalog

Model = TypeVar("Model", bound=YamlModel)


def read_catalog_file(
    path: str, kind: type[Model], *, page: str, context: Mapping[str, Any] | None = None
) -> Model | None:
    """The file, None for an empty path; InvalidCatalog where it is missing or wrong.

    `page` documents the file; `context` is what the model's validators compare with.
    """
    if not path:
        return None
    if not Path(path).is_file():
        raise InvalidCatalog(f"{path} is not there. Fix: make it, or give an empty path: {page} shows one.")
    try:
        return read_model(Path(path), kind, context)
    except (BundleError, UnicodeDecodeError) as wrong:
        raise InvalidCatalog(f"{wrong} Fix the file and run the job again: {page} shows what it may hold.") from wrong
