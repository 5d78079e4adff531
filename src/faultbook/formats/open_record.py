"""A record that further lines may still belong to."""

from typing import Any

from faultbook.formats.port import Record
from faultbook.formats.traces import looks_like_trace, message_and_trace, raised_type

MOST_BLANKS = 10_000
"""Blank lines, one behind the other, that are kept of a record."""
_TRACEBACK = "Traceback (most recent call last)"


def byte_length(line: str) -> int:
    """Bytes of a line in UTF-8."""
    return len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))


class OpenRecord:
    """The lines of one record so far, and the fields of its first line."""

    __slots__ = ("_blank_lines", "fields", "in_trace", "last", "line", "lines", "more", "size", "text")

    def __init__(self, line: int, text: str, fields: dict[str, Any], size: int, lines: int = 1) -> None:
        """`line` is the number of the first line, `text` that line, or `lines` lines that belong together already;
        `size` is its bytes.
        """
        self.line = line
        self.text = text
        self.fields = fields
        self.size = size
        self.lines = lines
        self.more: list[str] = []
        self.last = text
        self.in_trace = False
        self._blank_lines: list[str] = []

    def add(self, line: str, size: int) -> None:
        """A further line, which is not blank; `size` its bytes."""
        if self._blank_lines:
            self.more += self._blank_lines
            self._blank_lines = []
        self.more.append(line)
        self.last = line
        self.lines += 1
        self.size += size + 1
        self.in_trace = self.in_trace or looks_like_trace(line)

    def add_blank(self, line: str) -> None:
        """A blank line: a part of the record only where another line follows it."""
        if len(self._blank_lines) < MOST_BLANKS:
            self._blank_lines.append(line)
            self.size += len(line) + 1

    def record(self) -> Record:
        """The record as it is now. Lines below its first are its message's up to the first that looks like a trace."""
        if not self.more:
            return Record(self.line, self.lines, self.text, self.fields)
        fields = self.fields
        if fields.get("stack_trace"):
            fields["stack_trace"] = "\n".join((fields["stack_trace"], *self.more))
        else:
            message, trace = message_and_trace(fields["message"], self.more)
            fields["message"] = message
            if trace is not None:
                fields["stack_trace"] = trace
                _name_exception(fields, trace)
        return Record(self.line, self.lines, "\n".join((self.text, *self.more)), fields)


def _name_exception(fields: dict[str, Any], trace: str) -> None:
    raised = raised_type(trace)
    if raised is None:
        return
    fields.setdefault("exception_type", raised)
    if fields["message"].startswith(_TRACEBACK):
        # A traceback without a message of its own: what was raised describes it.
        raising = [line for line in trace.rsplit("\n", 200) if line.startswith(raised)]
        if raising:
            fields["message"] = raising[-1]
