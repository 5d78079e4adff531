"""People who work with the issues of a forge: they edit, label, comment, close, delete, move. What they did is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from faultbook.delivery.marker import BEGIN, END
from faultbook.delivery.owned import region
from faultbook.delivery.port import ClosedAs, Comment, IssueChange, IssueState
from tests.delivery.forge import BOT, Forge, Kept

PERSON = "ana"


def outside(body: str) -> str:
    """What of a body is not ours."""
    return body.replace(region(body) or "", "")


class People:
    """Each `act` is one thing that a person does to one issue, chosen by the seed."""

    def __init__(
        self, forge: Forge, on_closed: Callable[[Kept], None], is_linked: Callable[[Kept], bool], moves: bool
    ) -> None:
        self._forge, self._chance, self._on_closed = forge, forge.world.chance, on_closed
        self._is_linked, self.moves, self.replaces, self.acts = is_linked, moves, True, 0
        self.did: list[str] = []

    def act(self) -> None:
        issues = [kept for kept in self._forge.all() if kept.made_for and not self._is_busy(kept)]
        if not issues:
            return
        self.acts += 1
        kept = self._chance.choice(sorted(issues, key=lambda each: (each.issue.repository, each.issue.number)))
        does = self._chance.choice(self._deeds())
        self.did.append(f"{self._forge.world.now:%d %H:%M} {does.__name__} {kept.issue.number}")
        does(kept)

    def _deeds(self) -> Sequence[Callable[[Kept], None]]:
        deeds: list[Callable[[Kept], None]] = [
            *(self.edit_title, self.edit_outside, self.edit_inside, self.close, self.close, self.close_not_planned),
            *(self.delete, self.add_label, self.remove_label, self.write_comment, self.edit_comment),
            self.delete_comment,
            self.assign,
            self.unassign,
        ]
        if self.moves:
            deeds += [self.transfer, self.rename]
        return [*deeds, self.replace_body] if self.replaces else deeds

    def _is_busy(self, kept: Kept) -> bool:
        return self._forge.is_busy((kept.issue.repository, kept.issue.number))

    def _word(self) -> str:
        return f"a person's word {self.acts}"

    def edit_title(self, kept: Kept) -> None:
        kept.person_title = self._word()
        self._forge.change(kept, IssueChange(title=kept.person_title), PERSON)

    def edit_outside(self, kept: Kept) -> None:
        body = f"{self._word()}\n\n{kept.issue.body}\n\n{self._word()} too"
        self._forge.change(kept, IssueChange(body=body), PERSON)
        kept.person_outside = outside(body)

    def edit_inside(self, kept: Kept) -> None:
        if (ours := region(kept.issue.body)) is not None:
            changed = ours.replace(END, f"{self._word()}\n{END}")
            body = kept.issue.body.replace(ours, changed)
            self._forge.change(kept, IssueChange(body=body), PERSON)
            kept.person_body = changed

    def replace_body(self, kept: Kept) -> None:
        if not self._is_linked(kept):
            return
        kept.person_body = None
        kept.person_outside = self._word()
        self._forge.change(kept, IssueChange(body=kept.person_outside), PERSON)

    def close(self, kept: Kept, closed_as: ClosedAs = ClosedAs.COMPLETED) -> None:
        if kept.issue.state is IssueState.OPEN:
            self._forge.change(kept, IssueChange(state=IssueState.CLOSED, closed_as=closed_as), PERSON)
            self._on_closed(kept)

    def close_not_planned(self, kept: Kept) -> None:
        self.close(kept, ClosedAs.NOT_PLANNED)

    def delete(self, kept: Kept) -> None:
        del self._forge.repositories[kept.issue.repository][kept.issue.number]
        self._on_closed(kept)

    def transfer(self, kept: Kept) -> None:
        is_there = kept.issue.repository == "team/elsewhere"
        if not is_there and self._is_linked(kept):
            self._forge.transfer(kept.issue.repository, kept.issue.number, "team/elsewhere")

    def rename(self, kept: Kept) -> None:
        if kept.issue.repository == "team/etl":
            self._forge.rename("team/etl", "team/pipelines")

    def add_label(self, kept: Kept) -> None:
        self._forge.change(kept, IssueChange(labels=(*kept.issue.labels, f"label {self.acts}")), PERSON)

    def remove_label(self, kept: Kept) -> None:
        if kept.issue.labels:
            gone = self._chance.choice(kept.issue.labels)
            labels = tuple(label for label in kept.issue.labels if label != gone)
            self._forge.change(kept, IssueChange(labels=labels), PERSON)
            kept.removed_labels.add(gone)

    def assign(self, kept: Kept) -> None:
        if not kept.issue.assignees:
            self._forge.change(kept, IssueChange(assignees=(PERSON,)), PERSON)

    def unassign(self, kept: Kept) -> None:
        """Also an assistant, whose session goes on or is over."""
        self._forge.change(kept, IssueChange(assignees=()), PERSON)

    def write_comment(self, kept: Kept) -> None:
        now = self._forge.world.now
        self._forge.next_comment += 1
        quoted = kept.comments[0].body if kept.comments else BEGIN
        comment = Comment(self._forge.next_comment, kept.issue.url, f"> {quoted}\n{self._word()}", PERSON, now, now)
        kept.comments.append(comment)
        kept.edited_comments[comment.comment_id] = comment.body

    def edit_comment(self, kept: Kept) -> None:
        for place, comment in enumerate(kept.comments):
            if comment.author == BOT:
                kept.comments[place] = replace(comment, body=f"{comment.body} {self._word()}")
                kept.edited_comments[comment.comment_id] = kept.comments[place].body

    def delete_comment(self, kept: Kept) -> None:
        for comment in list(kept.comments):
            if comment.author == BOT:
                kept.comments.remove(comment)
                kept.edited_comments.pop(comment.comment_id, None)
