"""A receiver that answers before it writes: the proof of the kills must find what it loses."""

import asyncio
import sys
from pathlib import Path

import uvicorn

from faultbook.events.envelope import Envelope
from faultbook.receive.application import create_app
from faultbook.receive.credentials.token import TokenCredential
from faultbook.receive.endpoints import Endpoint, ReceiverConfig
from faultbook.receive.sinks.folder import FolderSink
from tests.receive.served import TOKEN


class LaterSink(FolderSink):
    """Writes a tenth of a second after the answer."""

    async def store(self, envelope: Envelope) -> bool:
        asyncio.get_running_loop().call_later(0.1, self._write_later, envelope)
        return True

    def _write_later(self, envelope: Envelope) -> None:
        self._last = asyncio.ensure_future(super().store(envelope))


if __name__ == "__main__":
    config = ReceiverConfig([Endpoint("alertmanager", [TokenCredential(TOKEN)])])
    uvicorn.run(create_app(config, LaterSink(Path(sys.argv[2]))), port=int(sys.argv[1]), log_level="critical")
