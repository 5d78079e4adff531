"""What faultbook reads of a system table: leaves by name, each NULL where the platform does not have it (yet)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """One value that is read: its name here, its path there (dots go into structs), its type and its comment."""

    name: str
    type: str
    comment: str
    path: str = ""

    @property
    def source(self) -> str:
        """Where it lies in the system table."""
        return self.path or self.name


@dataclass(frozen=True)
class SystemTable:
    """The part of a system table that is read. Structs there are open: fields come every month and are never starred.

    `instant` names the leaf whose maximum is how fresh the table is (empty: it has none); `latency_hours` is how late
    rows arrive by the platform's documentation; `without` is what cannot be assessed where the table is not readable.
    """

    schema: str
    name: str
    comment: str
    leaves: tuple[Leaf, ...]
    without: str
    instant: str = ""
    latency_hours: int = 0
    optional: bool = False

    @property
    def full_name(self) -> str:
        """Schema and name, as in `billing.usage`."""
        return f"{self.schema}.{self.name}"

    def ddl(self) -> str:
        """The leaves as a DDL string, `name TYPE, ...`, that Spark reads as a schema."""
        return ", ".join(f"`{leaf.name}` {leaf.type}" for leaf in self.leaves)


def is_folder(location: str) -> bool:
    """Whether system tables lie in a folder (a / in it, or a leading dot), and not in a catalog."""
    return "/" in location or location.startswith(".")
