"""What people decided about which templates are one pattern, in order.

The machine puts templates into groups; a merge joins two groups whole, a split takes a template out of its group, or,
where only a merge had brought it there, takes that merge back.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

MERGE, SPLIT, RENAME, RESOLVE, REOPEN, MUTE = "merge", "split", "rename", "resolve", "reopen", "mute"
KINDS = (MERGE, SPLIT, RENAME, RESOLVE, REOPEN, MUTE)
ARRANGING = (MERGE, SPLIT)
"""Kinds that decide which templates are one pattern; the others are about a pattern."""


@dataclass(frozen=True)
class Decision:
    """One decision: ids are template hashes, `other_id` as in the table pattern_decisions.

    `source`: the decision that several merges come from, so that taking one template out leaves the others together.
    """

    decision_id: str
    kind: str
    pattern_id: str
    other_id: str
    decided_at: datetime
    source: str = ""


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
    merges: list[_Merge] = []

    def group(template: str) -> str | None:
        return moved.get(template) or group_of.get(template)

    def pairs() -> list[tuple[str, str]]:
        return [(group(merge.one) or "", group(merge.other) or "") for merge in merges]

    for decision in sorted(decisions, key=lambda each: (each.decided_at, each.decision_id)):
        whole, other = group(decision.pattern_id), group(decision.other_id)
        if whole is None or other is None or decision.kind not in ARRANGING:
            continue
        if decision.kind == MERGE:
            merges.append(_Merge(decision.pattern_id, decision.other_id, decision.source))
        elif whole == other:
            moved[decision.other_id] = f"split {decision.decision_id}"
            joined = _joined(pairs())
            if joined.get(whole, whole) == joined.get(moved[decision.other_id]):
                # Merges from before hold it there too: what joins this one template goes as well.
                merges = _cut(merges, {decision.other_id})
        else:
            out = {template for merge in merges for template in merge[:2] if group(template) == other}
            merges = _cut(merges, out)
    return Arrangement(moved, _joined(pairs()))


class _Merge(NamedTuple):
    one: str
    other: str
    source: str


def _cut(merges: list[_Merge], out: Set[str]) -> list[_Merge]:
    taken = [merge for merge in merges if not out.isdisjoint(merge[:2])]
    return [merge for merge in merges if out.isdisjoint(merge[:2])] + _without(taken, out)


def _without(merges: Iterable[_Merge], out: Set[str]) -> list[_Merge]:
    """Merges that join what is left of each source, without the templates that are out."""
    left: dict[str, dict[str, None]] = {}
    for merge in merges:
        ends = (merge.one, merge.other) if merge.source else ()
        left.setdefault(merge.source, {}).update(dict.fromkeys(name for name in ends if name not in out))
    return [_Merge(*pair, source) for source, names in left.items() for pair in pairwise(names)]


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
