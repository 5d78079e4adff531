"""Runs the receiver until it is stopped. SIGTERM ends it: requests under way are answered, the spool is emptied."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import uvicorn

from faultbook.catalog.receiver import ReceiveFile, read_receive_file
from faultbook.receive import logs
from faultbook.receive.application import create_app
from faultbook.receive.configuring import make_config
from faultbook.receive.protocol import protocol_with
from faultbook.receive.settings import ReceiveSettings
from faultbook.receive.sinks.folder import FolderSink
from faultbook.receive.sinks.sink import Sink
from faultbook.receive.sinks.spool import AT_ONCE, Spool
from faultbook.receive.sinks.volume import VolumeSink
from faultbook.receive.sinks.workspace import Workspace

SHORTEST_SWITCH = 0.001
"""Seconds after which a thread lets another one on: the disk's thread must not wait 5 ms, Python's default."""

KEEP_ALIVE_SECONDS = 75
"""Longer than proxies commonly leave a connection unused: they, and not the receiver, end it."""


def receive(settings: ReceiveSettings, environment: Mapping[str, str] = os.environ) -> None:
    """Serves. SettingError or InvalidCatalog, before anything listens, where settings or the file are wrong."""
    server = make_server(settings, environment)
    sys.setswitchinterval(SHORTEST_SWITCH)
    server.run()


def make_server(settings: ReceiveSettings, environment: Mapping[str, str]) -> uvicorn.Server:
    """The server, which is not started yet."""
    file = read_receive_file(settings.file)
    workspace = _workspace(settings, file, environment)
    secret = None if workspace is None else workspace.secret
    config = make_config(file, settings.limits, environment, secret)
    app = create_app(config, _sink(settings, workspace))
    logs.configure()
    return _Announcing(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=protocol_with(settings.head_seconds),
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.proxies,
            limit_concurrency=settings.connections,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=max(1, round(settings.drain_seconds)),
            ssl_certfile=settings.certificate or None,
            ssl_keyfile=settings.key or None,
        )
    )


class _Announcing(uvicorn.Server):
    """Logs where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        ports = [each.getsockname()[1] for server in self.servers for each in server.sockets]
        logs.log("listening", host=self.config.host, port=ports[0] if ports else None)


def _workspace(settings: ReceiveSettings, file: ReceiveFile, environment: Mapping[str, str]) -> Workspace | None:
    """The workspace; None where neither volume nor secrets are in one."""
    needs_secrets = "${secret:" in file.model_dump_json()
    if not settings.is_volume and not needs_secrets:
        return None
    connections = AT_ONCE if settings.spool else settings.requests_at_once
    return Workspace.of(environment, answer_seconds=settings.volume_seconds, connections=connections)


def _sink(settings: ReceiveSettings, workspace: Workspace | None) -> Sink:
    if not settings.is_volume or workspace is None:
        return FolderSink(Path(settings.events))
    root = PurePosixPath(settings.events)
    if not settings.spool:
        return VolumeSink(workspace, root, settings.volume_seconds)

    def put_file(path: PurePosixPath, content: bytes) -> bool:
        return workspace.put_file(root / path, content)

    most = settings.spool_megabytes * 1_048_576
    return Spool(Path(settings.spool), put_file, most_bytes=most, drain_seconds=settings.drain_seconds)
