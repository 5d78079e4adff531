"""Senders for the receiver: messages at a steady rate, whatever the receiver does, over connections that are kept.

The time of an answer counts from the instant at which its message was due, so that a pause of the receiver shows in all
messages that it made wait.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CONNECTIONS = 64
ANSWER_SECONDS = 30.0
NOT_ANSWERED = 0


@dataclass
class Outcome:
    """One message: its number, the status (0 where there was no answer), milliseconds from when it was due."""

    number: int
    status: int
    milliseconds: float

    @property
    def is_kept(self) -> bool:
        """Whether the receiver promised that it is durable."""
        return self.status in {200, 202}


@dataclass
class Senders:
    """Connections to one port of this machine."""

    port: int
    path: str
    headers: dict[str, str]
    body: Callable[[int], bytes]
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def send(self, number: int, due: float) -> Outcome:
        """Sends one message over a connection that is free, or a new one."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await self._sent(number)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            status = NOT_ANSWERED
        return Outcome(number, status, (time.perf_counter() - due) * 1_000)

    async def _sent(self, number: int) -> int:
        connection = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = connection
        try:
            body = self.body(number)
            head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            writer.write(
                f"POST {self.path} HTTP/1.1\r\nHost: receiver\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(answer.partition("content-length:")[2].partition("\r\n")[0])
            await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        if "connection: close" in answer or len(self.idle) >= CONNECTIONS:
            writer.close()
        else:
            self.idle.append(connection)
        return int(answer.split(" ", 2)[1])

    def close(self) -> None:
        """Ends the connections."""
        for _, writer in self.idle:
            writer.close()
        self.idle.clear()


async def send_steadily(
    senders: Senders, numbers: Iterator[int], *, per_second: float, until: Callable[[], bool]
) -> list[Outcome]:
    """Sends messages until `until` is true; one outcome for each."""
    under_way: set[asyncio.Task[Outcome]] = set()
    outcomes: list[Outcome] = []

    def note(task: asyncio.Task[Outcome]) -> None:
        under_way.discard(task)
        outcomes.append(task.result())

    due = time.perf_counter()
    while not until():
        task = asyncio.create_task(senders.send(next(numbers), due))
        under_way.add(task)
        task.add_done_callback(note)
        due += 1 / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    while under_way:
        await asyncio.wait(under_way)
    return outcomes
