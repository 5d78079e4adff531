"""Who sends a request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """The caller: a name for the audit and the preferences, empty where the transport names nobody; and the token that
    the caller's own store is opened with, empty where all callers share one store.
    """

    name: str = "local"
    token: str = ""

    def __repr__(self) -> str:
        """Without the token."""
        return f"Principal(name={self.name!r})"
