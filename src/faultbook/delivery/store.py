"""What a run of delivery needs of where attempts, links and its lease are kept."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from faultbook.delivery.attempts import Attempt
from faultbook.delivery.place import Link


class Store(Protocol):
    """Attempts, links that people made, and the lease of delivery."""

    def take(self, holder: str) -> int | None:
        """Takes the lease: a fence number above all earlier ones; None where another holder has it."""
        ...

    def fence(self) -> int:
        """The newest fence number."""
        ...

    def release(self, fence: int) -> None:
        """Frees the lease, if this fence number is still the newest."""
        ...

    def append(self, rows: Sequence[Attempt]) -> None:
        """Adds rows. Once it has returned, every `attempts` has them, that of another holder too."""
        ...

    def attempts(self) -> Iterable[Attempt]:
        """All rows, in any order."""
        ...

    def links(self) -> Iterable[Link]:
        """Links that people made; `author` is set."""
        ...
