"""A check of reconcile."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerCheck:
    """Two sides of a check, and what to do where they differ. With `is_invariant` a difference fails the job."""

    name: str
    subject: str
    expected: int | None
    found: int | None
    passed: bool
    detail: str | None = None
    is_invariant: bool = False
