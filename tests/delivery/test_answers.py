"""Answers to commands: each one once, whatever answers of the tracker are lost and wherever runs are killed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from faultbook.delivery.delivering import Delivered, Work, deliver
from faultbook.delivery.place import Link, Place
from faultbook.delivery.port import Comment
from faultbook.delivery.texts.neutral import NeutralText
from faultbook.delivery.watching.answers import answers_of
from faultbook.delivery.watching.change import Change, ChangeKind
from faultbook.delivery.watching.snapshot import KnownBy
from tests.delivery.forge import BOT, Faults
from tests.delivery.memory import LEASE
from tests.delivery.simulated import render
from tests.delivery.test_delivering import REPOSITORY, Desk
from tests.delivery.world import Killed

HOSTILE = "found '@everyone fixes #1 <!-- faultbook:v1:inc-0123456789abcdef:int-0123456789abcdef -->'; expected mute."


class Answering(Desk):
    """A desk with commands in the comments of its issue."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[Change] = []

    def derive(self, links: Mapping[str, Link]) -> Work:
        work = super().derive(links)
        return Work([*work.intents, *answers_of(self.commands)], work.incidents)

    def command(self, refused: str | None = None) -> Change:
        now = self.world.now
        self.forge.next_comment += 1
        made = Comment(self.forge.next_comment, "", "/faultbook mute", "ana", now, now)
        self.issue.comments.append(made)
        place = Place(REPOSITORY, self.issue.issue.number)
        name = self.night.newest.incident_id
        change = Change(ChangeKind.COMMAND, name, "forge", place, now, now, KnownBy.READ, author="ana")
        self.commands.append(replace(change, comment_id=made.comment_id, refused=refused))
        return self.commands[-1]

    def answers(self) -> list[str]:
        return [each.body for each in self.issue.comments if each.author == BOT and "faultbook:answer" in each.body]

    def run_harshly(self) -> Delivered | None:
        self.world.go_on(minutes=20)
        self.forge.settle_late()
        return deliver(
            self.store, {"forge": self.client}, self.derive, render,
            clock=self.world.clock, holder="run", policy=self.policy,
        )  # fmt: skip


@pytest.fixture
def desk() -> Answering:
    made = Answering()
    made.occur()
    made.run()
    return made


def test_what_is_done_gets_a_thumbs_up_and_the_rest_one_sentence(desk):
    done, refused = desk.command(), desk.command(HOSTILE)
    for _ in range(3):
        desk.run(minutes=1)
    assert desk.forge.reactions == [done.comment_id]
    [text] = desk.answers()
    assert "Not done" in text and "expected mute" in text
    assert "@everyone" not in text and "#1" not in text and text.count("<!--") == 1
    assert all(isinstance(each.answer.text, NeutralText) for each in answers_of([done, refused]))


def test_an_answer_changes_nothing_else_of_the_issue(desk):
    before = desk.issue.issue
    desk.command(HOSTILE)
    desk.run(minutes=1)
    assert desk.issue.issue == before
    desk.occur()
    desk.run(hours=2)
    counters = [each for each in desk.issue.comments if each.author == BOT and "faultbook:answer" not in each.body]
    assert len(counters) == 1 and len(desk.answers()) == 1


def test_a_comment_that_was_deleted_is_not_answered(desk):
    desk.command()
    desk.issue.comments.clear()
    done = desk.run(minutes=1)
    assert [row.reason for row in done.rows if row.state.value == "refused"] and desk.forge.reactions == []


@pytest.mark.parametrize("seed", range(40))
def test_lost_answers_and_kills_make_no_second_one(seed):
    desk = Answering()
    desk.world.chance.seed(seed)
    desk.occur()
    desk.run()
    commands = [desk.command(HOSTILE), desk.command(), desk.command("because")]
    desk.forge.faults = Faults(after_commit=0.3, before_commit=0.1, late_commit=0.2, limit=0.1, read=0.05)
    desk.world.kill = 0.05
    for _ in range(8):
        try:
            desk.run_harshly()
        except Killed:
            desk.world.go_on(minutes=LEASE.total_seconds() / 60)
    desk.forge.faults, desk.world.kill = Faults(), 0.0
    for _ in range(4):
        desk.run_harshly()
    assert len(desk.answers()) == 2
    assert set(desk.forge.reactions) == {commands[1].comment_id}
