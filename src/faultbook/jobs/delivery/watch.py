"""What people did in trackers since the last run: messages at once, and a read of each repository now and then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from faultbook.delivery.acting import Clock, read_there
from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.place import Place
from faultbook.delivery.port import Gone, Tracker, TrackerFailed
from faultbook.delivery.rows import attempt_row
from faultbook.delivery.watching.change import Change, ChangeKind
from faultbook.delivery.watching.gathering import Gathering, heard
from faultbook.delivery.watching.lost import lost_rows
from faultbook.delivery.watching.messages import Message
from faultbook.delivery.watching.reading import Found, due, read_repository
from faultbook.delivery.watching.snapshot import KnownBy, snapshot_of
from faultbook.faults.redaction import Redactor
from faultbook.jobs.delivery.decide_changes import decide_changes
from faultbook.jobs.delivery.ticket_store import (
    Read,
    all_links,
    commented,
    linked_issues,
    new_messages,
    reads,
    store_changes,
)
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import INCIDENT_JOURNAL, OUTBOX_ATTEMPTS, Lease


@dataclass
class Watched:
    """What a run found. `failed`: tracker and repository -> why it could not be read; nothing of it is passed over."""

    changes: list[Change] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    failed: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, int]:
        """For the line of the step. `calls`: requests that the complete reads took."""
        news = [each for each in self.changes if each.kind is not ChangeKind.SEEN]
        return {
            "read": sum(1 for read in self.reads if read.tracker),
            "calls": sum(read.calls for read in self.reads),
            "changes": len(news),
            "commands": sum(each.kind is ChangeKind.COMMAND for each in news),
            "refused": sum(each.refused is not None for each in news),
            "failed": len(self.failed),
        }


def watch(
    lakehouse: Lakehouse,
    trackers: Mapping[str, Tracker],
    accounts: Mapping[str, TrackerAccount],
    *,
    clock: Clock,
    every: timedelta,
    redactor: Redactor,
    is_whole: bool = False,
) -> Watched:
    """Reads, decides, notes what was found. `every`: how often a repository is read; `is_whole`: now, and all of it.

    A tracker that fails stops no other. The caller holds no lease: trackers are read without one.
    """
    now = clock()
    linked = {name: places for name, places in linked_issues(lakehouse).items() if name in trackers}
    gathering = Gathering(linked, dict(trackers), commented(lakehouse), now)
    done = Watched()
    _hear_messages(lakehouse, gathering, accounts, done)
    last = reads(lakehouse, now)
    for name, repository in sorted({(name, place.repository) for name, places in linked.items() for place in places}):
        since, is_due, is_whole_due = due(last.get((name, repository), ()), now, every)
        if is_due or is_whole:
            try:
                found = read_repository(
                    trackers[name],
                    name,
                    repository,
                    linked[name],
                    since=since,
                    now=now,
                    is_whole=is_whole or is_whole_due,
                )
                _take(gathering, name, repository, found, done)
            except TrackerFailed as failed:
                done.failed[name, repository] = str(failed)
    if gathering.given or done.reads:
        with writer_lease(lakehouse, Lease.INCIDENTS, Lease.DELIVER):
            done.changes = decide_changes(
                lakehouse,
                gathering.given,
                trackers=accounts,
                links=all_links(linked),
                redactor=redactor,
                now=now,
            )
            _note_lost(lakehouse, done.changes, gathering.moved)
            store_changes(lakehouse, done.changes, done.reads)
    return done


def _hear_messages(
    lakehouse: Lakehouse, gathering: Gathering, accounts: Mapping[str, TrackerAccount], done: Watched
) -> None:
    found = new_messages(lakehouse, {name: account.url for name, account in accounts.items()})
    count, failed = 0, None
    for message in found.messages:
        snapshot = message.snapshot
        if snapshot.place not in gathering.linked.get(snapshot.tracker, {}):
            continue
        try:
            count += _hear(gathering, message)
        except TrackerFailed as wrong:
            failed = str(wrong)
            done.failed[snapshot.tracker, snapshot.place.repository] = failed
    if failed is None and found.through_batch:
        done.reads.append(
            Read("", "", gathering.now, False, 0, len(found.messages), count, through_batch=found.through_batch)
        )


def _hear(gathering: Gathering, message: Message) -> int:
    """The changes of one message. Raises TrackerFailed where more must be read for it, and cannot."""
    snapshot = message.snapshot
    tracker = gathering.trackers[snapshot.tracker]
    if message.is_gone:
        try:
            there = read_there(tracker, snapshot.place)
        except Gone:
            gathering.miss(snapshot.tracker, snapshot.place, KnownBy.MESSAGE)
            return 1
        if there.place != snapshot.place:
            gathering.move(snapshot.tracker, snapshot.place, snapshot_of(snapshot.tracker, there.issue))
            return 1
        return 0
    count = gathering.see(snapshot)
    if message.comment is not None:
        count += gathering.hear(snapshot.tracker, snapshot.place, message.comment.comment, KnownBy.MESSAGE)
    return count


def _take(gathering: Gathering, name: str, repository: str, found: Found, done: Watched) -> None:
    """What a read found. It counts as complete where every command could be read too."""
    changes = sum(gathering.see(snapshot) for snapshot in sorted(found.snapshots, key=lambda each: each.updated_at))
    for place in found.gone:
        gathering.miss(name, place, KnownBy.READ)
    for before, there in found.moved:
        gathering.move(name, before, replace(snapshot_of(name, there.issue), place=there.place))
    commands, failed = heard(gathering, ((name, place, each.comment) for place, each in found.comments), KnownBy.READ)
    count = changes + commands + len(found.gone) + len(found.moved)
    if failed is not None:
        done.failed[name, repository] = failed
    else:
        issues = len(found.snapshots) + len(found.gone) + len(found.moved)
        done.reads.append(Read(name, repository, found.at, found.is_whole, found.calls, issues, count))


def _note_lost(lakehouse: Lakehouse, changes: Iterable[Change], moved: Mapping[str, Place]) -> None:
    rows = lost_rows(changes, moved, lakehouse.largest(INCIDENT_JOURNAL, "number") or 0)
    if rows:
        lakehouse.append_rows(OUTBOX_ATTEMPTS, table_of(OUTBOX_ATTEMPTS, map(attempt_row, rows)))
