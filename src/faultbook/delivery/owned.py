"""What of an issue is ours, and how it changes without a change to what a person wrote.

Ours are: the title, while it is as it was last written; the body between the two bounds, while it is; the counter
comment, while it is; the labels that were set. All that differs is a person's, and stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from faultbook.delivery.attempts import Attempt, AttemptState, ends
from faultbook.delivery.marker import BEGIN, END, markers_in
from faultbook.delivery.port import Comment, Issue
from faultbook.incidents.canonical import digest


def text_hash(text: str) -> str:
    """The hash of a text, whatever its line ends are, and blanks at the ends of lines: trackers change both."""
    return digest("\n".join(line.rstrip() for line in text.strip().splitlines()))


def region(body: str) -> str | None:
    """Our part of a body, with its bounds; None where it has none."""
    begin = body.find(BEGIN)
    end = body.find(END, begin + len(BEGIN)) if begin >= 0 else -1
    return body[begin : end + len(END)] if end >= 0 else None


@dataclass(frozen=True)
class Written:
    """Hashes of what was last written, or may have been since; `labels`: None where nothing is known of them."""

    titles: frozenset[str] = field(default_factory=frozenset)
    bodies: frozenset[str] = field(default_factory=frozenset)
    comments: frozenset[str] = field(default_factory=frozenset)
    labels: tuple[str, ...] | None = None


def written(rows: Iterable[Attempt]) -> Written:
    """What was written by the attempts of one incident."""
    titles: set[str] = set()
    bodies: set[str] = set()
    comments: set[str] = set()
    labels: tuple[str, ...] | None = None
    for row in ends(rows):
        for known, value in ((titles, row.title_hash), (bodies, row.body_hash), (comments, row.comment_hash)):
            if value is not None:
                if row.state is AttemptState.SENT:
                    known.clear()
                known.add(value)
        labels = row.labels if row.labels is not None else labels
    return Written(frozenset(titles), frozenset(bodies), frozenset(comments), labels)


def new_title(issue: Issue, title: str, before: Written) -> str | None:
    """The title to write; None where it is right, or a person's."""
    is_ours = text_hash(issue.title) in before.titles
    return title if is_ours and text_hash(issue.title) != text_hash(title) else None


def new_body(issue: Issue, body: str, before: Written) -> str | None:
    """The body to write, with a person's parts as they are; None where ours is right, gone, or was changed by one."""
    there, ours = region(issue.body), region(body)
    if there is None or ours is None or text_hash(there) not in before.bodies or text_hash(there) == text_hash(ours):
        return None
    return issue.body.replace(there, ours, 1)


def new_labels(issue: Issue, labels: tuple[str, ...], before: Written, is_tied: bool = False) -> tuple[str, ...] | None:
    """The labels to write, None where they are right. `is_tied`: a person's issue, which has none of ours at first.

    A label of ours that is gone was removed by a person, or is one that the account may not set: it stays away, and so
    does the next one of its kind (the same text up to its colon): a severity that a person chose is kept.
    """
    if before.labels is None and not is_tied:
        return None
    known = before.labels or ()
    gone = set(known) - set(labels)
    chosen = {kind for label in set(known) - set(issue.labels) if (kind := _kind_of(label))}
    new = [label for label in labels if label not in known and label not in issue.labels]
    added = [label for label in new if _kind_of(label) not in chosen]
    wanted = (*(label for label in issue.labels if label not in gone), *added)
    return wanted if set(wanted) != set(issue.labels) else None


def _kind_of(label: str) -> str:
    kind, colon, _ = label.rpartition(":")
    return kind if colon else ""


def counter_comment(comments: Iterable[Comment], account: str, incident_id: str) -> Comment | None:
    """The counter comment among those of an issue: the oldest one of ours with a mark of the incident."""
    return next((each for each in comments if each.author == account and _is_of(each.body, incident_id)), None)


def _is_of(text: str, incident_id: str) -> bool:
    return any(name == incident_id for name, _ in markers_in(text))
