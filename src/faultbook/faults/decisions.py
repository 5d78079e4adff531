"""What people said about which templates are one pattern, in the order in which they said it.

The machine puts templates into groups; a merge joins two groups whole, a split takes a template out of its group, or,
where only a merge had brought it there, takes that merge back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

MERGE, SPLIT, RENAME, RESOLVE, REOPEN, MUTE = "merge", "split", "rename", "resolve", "reopen", "mute"
KINDS = (MERGE, SPLIT, RENAME, RESOLVE, REOPEN, MUTE)
ARRANGING = (MERGE, SPLIT)
"""Kinds that say which templates are one pattern; the others say something of a pattern."""


@dataclass(frozen=True)
class Decision:
    """One decision: ids are template hashes, `other_id` as the table pattern_decisions says."""

    decision_id: str
    kind: str
    pattern_id: str
    other_id: str
    decided_at: datetime


@dataclass(frozen=True)
class Arrangement:
    """Groups as people want them.

    `moved`: template -> the group it is in instead of the machine's. `joined`: group -> the name of the larger whole
    that it is part of; groups that nobody joined are not in it.
    """

    moved: Mapping[str, str]
    joined: Mapping[str, str]


def arrangement(decisions: Iterable[Decision], group_of: Mapping[str, str]) -> Arrangement:
    """The decisions carried out on the machine's groups; `group_of`: template -> group. Unknown templates do nothing.

    Decisions of one instant are taken in the order of their ids, so that the result depends on their set alone.
    """
    moved: dict[str, str] = {}
    merges: list[tuple[str, str]] = []

    def group(template: str) -> str | None:
        return moved.get(template) or group_of.get(template)

    for decision in sorted(decisions, key=lambda each: (each.decided_at, each.decision_id)):
        whole, other = group(decision.pattern_id), group(decision.other_id)
        if whole is None or other is None or decision.kind not in ARRANGING:
            continue
        if decision.kind == MERGE:
            merges.append((decision.pattern_id, decision.other_id))
        elif whole == other:
            moved[decision.other_id] = f"split {decision.decision_id}"
        else:
            merges = [merge for merge in merges if other not in (group(merge[0]), group(merge[1]))]
    return Arrangement(moved, _joined((group(one) or "", group(another) or "") for one, another in merges))


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each group with the smallest name among those that pairs connect it to."""
    whole: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    for pair in pairs:
        names = {whole.get(name, name) for name in pair}
        together = set().union(*(members.pop(name, {name}) for name in names))
        smallest = min(together)
        members[smallest] = together
        whole.update(dict.fromkeys(together, smallest))
    return whole
