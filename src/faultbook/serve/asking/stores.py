"""Stores as the question service uses them: opened once, stopped by a deadline, pinned to one batch."""

from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock
from typing import Protocol

from faultbook.serve.asking.principal import Principal
from faultbook.serve.questions.pages import NEWEST
from faultbook.stores.deadline import Deadline
from faultbook.stores.store import Row, Statement, Store, Value


class BoundStore(Store, Protocol):
    """A store whose statements can be stopped."""

    def until(self, deadline: Deadline) -> Store:
        """The same store, whose statements stop with the deadline."""
        ...


class OpenOnce:
    """Opens one store for all callers and threads, with the first use; tries again where that failed."""

    def __init__(self, open_store: Callable[[], BoundStore]) -> None:
        """Opens nothing yet."""
        self._open = open_store
        self._lock = Lock()

    def __call__(self, _: Principal | None = None) -> BoundStore:
        """The store; the errors of `open_store`."""
        with self._lock:
            return self._store

    @cached_property
    def _store(self) -> BoundStore:
        return self._open()


class PinnedStore:
    """Reads the number of the last complete batch once, so that all answers of a request are of the same batch."""

    def __init__(self, store: Store, newest: list[Row], lock: Lock) -> None:
        """`newest`: the row of the last complete batch, empty until it is read; shared by a request's questions."""
        self._store = store
        self._newest = newest
        self._lock = lock
        self.kind = store.kind

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The store's rows."""
        if statement is not NEWEST or values["at_batch"] is not None:
            return self._store.rows(statement, values)
        with self._lock:
            if not self._newest:
                self._newest.extend(self._store.rows(statement, values))
            return self._newest
