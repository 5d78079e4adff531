"""A store in memory, with a lease that lapses."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from faultbook.delivery.attempts import Attempt
from faultbook.delivery.place import Link
from tests.delivery.world import World

LEASE = timedelta(minutes=10)


class MemoryStore:
    """Steps are taken before and after each change, so that a worker can die on either side of it."""

    def __init__(self, world: World, tied: Iterable[Link] = ()) -> None:
        self._world = world
        self.rows: list[Attempt] = []
        self.tied = list(tied)
        self.newest = 0
        self.held_until: datetime | None = None

    def take(self, holder: str) -> int | None:
        self._world.step()
        if self.held_until is not None and self.held_until > self._world.now:
            return None
        self.newest += 1
        self.held_until = self._world.now + LEASE
        taken = self.newest
        self._world.step()
        return taken

    def fence(self) -> int:
        self._world.step(0.1)
        return self.newest

    def release(self, fence: int) -> None:
        self._world.step()
        if fence == self.newest:
            self.held_until = None

    def append(self, rows: Sequence[Attempt]) -> None:
        self._world.step()
        self.rows += rows
        self._world.step()

    def attempts(self) -> Iterable[Attempt]:
        self._world.step()
        rows = list(self.rows)
        self._world.chance.shuffle(rows)
        return rows

    def links(self) -> Iterable[Link]:
        return list(self.tied)
