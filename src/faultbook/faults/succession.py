"""What people decided about templates of an earlier identity version, carried over to the templates that succeed them.

A decision on an earlier id holds for each of its successors until one is decided for itself. Successors of one pattern
stay apart: succession itself merges nothing.
"""

from collections.abc import Iterable, Mapping, Set

from faultbook.faults.decisions import ARRANGING, MERGE, Decision


def inherited(
    decisions: Iterable[Decision], group_of: Mapping[str, str], successors: Mapping[str, Set[str]]
) -> list[Decision]:
    """The decisions on which templates are one pattern, applied to successors.

    `group_of`: earlier template -> the machine's group; `successors`: earlier template -> the templates that succeed
    it. A merge of two patterns joins all successors of both; where one has none, those of the other stay apart. A split
    takes the successors of the template out, but for those that also succeed another template of its group: of them one
    do not identify the part that was meant.
    The instants are those of the decisions, so that whatever is decided later about a successor wins.
    """
    members: dict[str, set[str]] = {}
    for template, group in group_of.items():
        members.setdefault(group, set()).add(template)

    def all_successors(template: str) -> list[str]:
        of_group = members.get(group_of.get(template, ""), {template})
        return sorted({name for member in of_group for name in successors.get(member, ())})

    found = []
    for decision in decisions:
        if decision.kind not in ARRANGING or decision.pattern_id not in group_of:
            continue
        if decision.kind == MERGE:
            one, another = all_successors(decision.pattern_id), all_successors(decision.other_id)
            if one and another:
                first, *others = sorted({*one, *another})
                found += [_inherited(decision, first, other) for other in others]
            continue
        rest = members[group_of[decision.pattern_id]] - {decision.other_id}
        kept = {name for template in rest for name in successors.get(template, ())}
        for name in sorted(set(successors.get(decision.other_id, ())) - kept):
            found += [_inherited(decision, other, name) for other in sorted(kept)]
    return found


def _inherited(decision: Decision, pattern_id: str, other_id: str) -> Decision:
    name = f"{decision.decision_id}/{other_id}"
    return Decision(name, decision.kind, pattern_id, other_id, decision.decided_at, source=decision.decision_id)
