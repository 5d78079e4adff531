"""One thread that writes what requests wait for: whatever has arrived while it was at the disk goes in one batch."""

import asyncio
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

from faultbook.receive.sinks.write_once import NewFile

MOST_AT_ONCE = 64

Waiting = tuple[NewFile, "asyncio.Future[bool]"]


class GroupCommit:
    """Awaitable writes, in the order of their calls."""

    def __init__(self, write: Callable[[Sequence[NewFile]], Sequence[bool | OSError]]) -> None:
        """`write` is called in the thread, never twice at once."""
        self._write = write
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def start(self) -> None:
        """Starts the thread."""
        loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._run, args=(loop,), name="receive-disk", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Returns when everything that was passed is written."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)

    async def put(self, file: NewFile) -> bool:
        """Returns when the file is durable: True where it is new. OSError where it is not kept."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.put((file, written))
        return await written

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        ends = False
        while not ends:
            batch = [self._queue.get()]
            while len(batch) < MOST_AT_ONCE:
                try:
                    batch.append(self._queue.get_nowait())
                except Empty:
                    break
            ends = None in batch
            waiting = [each for each in batch if each is not None]
            try:
                results = self._write([file for file, _ in waiting])
            except Exception as failure:  # the thread must live: whoever waits gets the failure
                results = [OSError(type(failure).__name__)] * len(waiting)
            loop.call_soon_threadsafe(_resolve, waiting, results)


def _resolve(waiting: Sequence[Waiting], results: Sequence[bool | OSError]) -> None:
    for (_, written), result in zip(waiting, results, strict=True):
        if written.done():  # its request was cut meanwhile
            continue
        if isinstance(result, OSError):
            written.set_exception(result)
        else:
            written.set_result(result)
