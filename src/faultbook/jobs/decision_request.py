"""A decision of a person, as the command and the job `decide` take it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DecisionRequest:
    """A decision as a person gives it. Ids may be shortened as long as they stay unique.

    `pattern` is the id of a pattern (`v1:`, `v2:`) or of an incident (`inc-`); a text without either is looked up among
    both. `other` of link: the address of the issue. `in_next_build`, `not_planned`: yes or no.
    """

    kind: str
    pattern: str
    author: str
    reason: str
    other: str = ""
    title: str = ""
    until: str = ""
    count: str = ""
    build: str = ""
    in_next_build: str = ""
    not_planned: str = ""
    assignee: str = ""
