"""A world of workers: one clock, steps at which a worker can die, pause, or let another one go on. All by a seed."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.incidents.nights import START


class Killed(BaseException):
    """The process of a worker ends here: no except clause of it runs."""


@dataclass
class World:
    """`step` is called by everything that a worker does outside of itself."""

    seed: int
    now: datetime = START
    kill: float = 0.0
    pause: float = 0.0
    meanwhile: Callable[[], None] = lambda: None
    chance: random.Random = field(init=False)
    worker: "Worker | None" = None
    steps: int = 0
    kills: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def clock(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)

    def step(self, most_seconds: float = 1.0) -> None:
        """Time goes on; the worker may die or pause here; another one, or a person, may act."""
        self.steps += 1
        worker = self.worker
        if worker is not None and worker.is_dead:
            raise Killed
        self.go_on(seconds=self.chance.uniform(0.05, most_seconds))
        self.meanwhile()
        if self.kill and self.chance.random() < self.kill:
            self.kills += 1
            if worker is not None:
                worker.is_dead = True
            raise Killed
        if worker is not None:
            if self.pause and self.chance.random() < self.pause:
                worker.asleep_until = self.now + timedelta(minutes=self.chance.uniform(2, 40))
            worker.let_others()

    def together(self, works: Sequence[Callable[[], None]]) -> None:
        """Runs workers step by step, in an order that the seed decides, until all have ended or died."""
        workers = [Worker(self, work) for work in works]
        for worker in workers:
            worker.thread.start()
        try:
            while alive := [each for each in workers if each.thread.is_alive() and not each.is_over]:
                awake = [each for each in alive if each.asleep_until <= self.now]
                if not awake:
                    self.now = min(each.asleep_until for each in alive)
                    continue
                self.worker = self.chance.choice(awake)
                self.worker.go_on()
        finally:
            self.worker = None
            for worker in workers:
                worker.thread.join()
        if failed := next((each.failed for each in workers if each.failed is not None), None):
            raise failed


class Worker:
    """A thread that runs only while it has the turn."""

    def __init__(self, world: World, work: Callable[[], None]) -> None:
        self._world, self._work = world, work
        self._turn, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self.asleep_until = world.now
        self.is_dead = self.is_over = False
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self._turn.acquire()
        try:
            self._work()
        except Killed:
            pass
        except BaseException as failed:
            self.failed = failed
        finally:
            self.is_over = True
            self._back.release()

    def go_on(self) -> None:
        """Gives this worker the turn until its next step."""
        self._turn.release()
        self._back.acquire()

    def let_others(self) -> None:
        self._back.release()
        self._turn.acquire()
