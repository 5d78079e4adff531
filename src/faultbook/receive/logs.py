"""Log lines of the receiver: one JSON object each, of fixed fields. No address, header, body or text of a vendor.

Tracebacks are reduced to the class of the error: its text may contain what a sender sent.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

LOGGER = logging.getLogger("faultbook.receive")


def log(event: str, **fields: str | int | float | None) -> None:
    """Writes a line. `fields` are names, numbers and fixed texts."""
    LOGGER.info(json.dumps({"event": event, **fields}, separators=(",", ":")))


class LineFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of an exception only its class."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, Any] = {"at": at}
        if record.name == LOGGER.name:
            line |= json.loads(record.getMessage())
        else:
            line |= {"event": "log", "level": record.levelname, "logger": record.name, "message": str(record.msg)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, separators=(",", ":"))


def configure() -> None:
    """Sends all logs of this process to standard error, as lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
