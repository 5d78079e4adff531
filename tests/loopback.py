"""A server on this machine, for the time of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Server(ThreadingHTTPServer):
    """Takes many connections at once: with the usual five in its queue, the others wait for seconds."""

    request_queue_size = 1_024


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address at which the handler answers."""
    server = Server(("127.0.0.1", 0), handler)
    # Looks every hundredth of a second whether it is to end: half a second, as it comes, is longer than most tests.
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
