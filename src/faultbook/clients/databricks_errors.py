"""What to do about an error of databricks-sdk, by the name of its class, so that the SDK need not be installed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_OTHER = "Check that the workspace can be reached: faultbook doctor."


@dataclass(frozen=True)
class CalledResource:
    """A resource of a workspace, as its error messages name it.

    `needs`: the privilege. `absent`: what to check where there is no such resource. `retry`: when a call may work
    again. `more`: hints of this resource alone, by class name.
    """

    needs: str
    absent: str
    retry: str
    more: Mapping[str, str] = field(default_factory=dict)

    def hint(self, failure: Exception) -> str:
        """One sentence: what to do; never the failure's own text, which may hold a host or a token."""
        hints = {
            "Unauthenticated": "The credential is not valid (any more): databricks auth login, or a new token.",
            "PermissionDenied": f"It needs {self.needs}: docs/grants.md.",
            "NotFound": self.absent,
            "ResourceDoesNotExist": self.absent,
            "TooManyRequests": f"It is overloaded: {self.retry}.",
            "TemporarilyUnavailable": f"It is unavailable for a moment: {self.retry}.",
            "TimeoutError": f"It is overloaded, or the workspace cannot be reached: {self.retry}, or faultbook doctor.",
            **self.more,
        }
        return hints.get(type(failure).__name__, _OTHER)
