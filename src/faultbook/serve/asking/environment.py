"""The store that a server reads, as command line, environment and a file `.env` name it."""

import os
import sys
from pathlib import Path
from typing import cast

from faultbook.serve.asking.stores import BoundStore
from faultbook.stores.opening import NotSetUp, open_store, with_file

APP_NAME = "DATABRICKS_APP_NAME"


def in_databricks_app() -> bool:
    """True where the server runs as a Databricks App, behind the platform's proxy."""
    return bool(os.environ.get(APP_NAME))


def load_environment_file() -> None:
    """Adds variables of a file `.env` in the working directory to the environment; variables that are set stay."""
    for name, value in with_file(os.environ, Path.cwd()).items():
        os.environ.setdefault(name, value)


def environment_store(lakehouse: Path | None = None) -> BoundStore:
    """The folder's store, else the one of the environment; what is missing for it goes to standard error."""
    load_environment_file()
    store = open_store(os.environ, lakehouse)
    if isinstance(store, NotSetUp):
        print(store.what, file=sys.stderr)
    return cast(BoundStore, store)
